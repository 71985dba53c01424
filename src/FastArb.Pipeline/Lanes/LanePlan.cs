using System.Collections.Immutable;
using FastArb.Ring;

namespace FastArb.Pipeline;

/// <summary>
/// Which thread runs where, and which handlers on which lane. Any plan gives the same results; they differ in
/// latency and in who suffers from whom.
/// </summary>
public sealed record LanePlan
{
    /// <summary>The lanes, each with at least one handler, or none where there are no handlers.</summary>
    public required ImmutableArray<LaneSeat> Lanes { get; init; }

    /// <summary>Whether the reader's thread runs the first lane: no hop, and no isolation from it.</summary>
    public bool IsFused { get; init; }

    /// <summary>Where the reader is pinned; null: nowhere.</summary>
    public int? ReaderCore { get; init; }

    /// <summary>
    /// The cores for all other threads: writers, watchdog, the runtime's; empty: wherever the system likes.
    /// </summary>
    public ImmutableArray<int> SystemCores { get; init; } = [];

    /// <summary>How lanes wait for events. Never busy where two busy threads would share a core.</summary>
    public WaitStyle WaitStyle { get; init; } = WaitStyle.Hybrid;

    /// <summary>Whether the reader asks the socket over and over instead of sleeping.</summary>
    public bool ReaderSpins { get; init; }

    /// <summary>Why it is so, line by line, for people.</summary>
    public ImmutableArray<string> Reasons { get; init; } = [];

    /// <summary>The plan for a machine, as far as the user leaves it open.</summary>
    /// <exception cref="InvalidDataException">What is wished for is not to be had here, and why.</exception>
    public static LanePlan For(MachineFacts machine, LaneWishes wishes, int handlers)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(wishes);
        return new LanePlanner(machine, wishes, handlers).Plan();
    }

    /// <summary>
    /// A plan by number alone, unpinned: handlers dealt out to so many lanes in turn, 0 for one fused lane.
    /// </summary>
    public static LanePlan Of(int lanes, int handlers, WaitStyle waitStyle = WaitStyle.Hybrid)
    {
        int count = Math.Max(1, lanes);
        return new LanePlan
        {
            IsFused = lanes == 0,
            WaitStyle = waitStyle,
            Lanes = [.. Enumerable.Range(0, count).Select(lane => LaneSeat.Of(lane, count, handlers, null))],
        };
    }
}
