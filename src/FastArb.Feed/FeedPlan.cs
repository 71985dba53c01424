using FastArb.Chain;

namespace FastArb.Feed;

/// <summary>
/// All that decides which events an input becomes: with the same plan, the same input gives the same events,
/// to the last byte. A run's manifest holds it.
/// </summary>
public sealed record FeedPlan(WatchRules Rules)
{
    public EventTimeSource Time { get; init; } = EventTimeSource.Received;

    /// <summary>
    /// How long after a block's timestamp its head reaches a feed; for <see cref="EventTimeSource.Chain"/>.
    /// </summary>
    public TimeSpan ChainDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    public TimerPlan Timers { get; init; } = TimerPlan.None;

    public BlockOrderOptions Order { get; init; } = new();
}
