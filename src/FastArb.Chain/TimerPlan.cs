using System.Collections.Immutable;

namespace FastArb.Chain;

/// <summary>
/// Timers that fire at each multiple of their interval, in event time, from the first input on; a timer's
/// place in the list is its number in events. Where several are due at once, the lower number comes first.
/// </summary>
public sealed record TimerPlan(ImmutableArray<TimeSpan> Intervals)
{
    public static TimerPlan None { get; } = new([]);
}
