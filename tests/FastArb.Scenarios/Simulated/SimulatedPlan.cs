using FastArb.Feed;
using FastArb.Simulation;

namespace FastArb.Scenarios.Simulated;

/// <summary>
/// One run: how the chain goes, what the nodes do wrong meanwhile, and what happens to the way to them. First
/// the safety phase, with faults; then the liveness phase, without, at whose end the feed must be at
/// the head.
/// </summary>
internal sealed record SimulatedPlan(ulong Seed)
{
    public int SafetyBlocks { get; init; } = 100;

    public int LivenessBlocks { get; init; } = 20;

    public TimeSpan BlockTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Each block comes so much of a block time early or late, at most.</summary>
    public double Jitter { get; init; } = 0.1;

    /// <summary>What the node does wrong that the feed comes from.</summary>
    public FaultPlan Faults { get; init; } = FaultPlan.None;

    /// <summary>Blocks before the faults begin.</summary>
    public int FaultsAfter { get; init; }

    /// <summary>What each of those does wrong that only answer questions, over HTTP.</summary>
    public FaultPlan[] Answerers { get; init; } = [];

    /// <summary>Blocks in a thousand after which the way to all nodes is cut.</summary>
    public int OutagesPerMille { get; init; }

    public TimeSpan OutageMin { get; init; } = TimeSpan.FromSeconds(0.1);

    public TimeSpan OutageMax { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Blocks in a thousand upon which the chain is reorganised.</summary>
    public int ReorgsPerMille { get; init; }

    public int ReorgDepthMax { get; init; } = 8;

    /// <summary>Reorganisations in a thousand that bring the old branch back, longer by a block.</summary>
    public int BackPerMille { get; init; } = 100;

    /// <summary>After this block of the safety phase the chain stands still for so long.</summary>
    public int HaltAfter { get; init; } = -1;

    public TimeSpan HaltFor { get; init; }

    /// <summary>
    /// After this block of the safety phase the node answers pings and nothing else, until it is connected to
    /// anew.
    /// </summary>
    public int MuteAfter { get; init; } = -1;

    /// <summary>
    /// Blocks in a thousand after which the process sleeps, as on a machine that is suspended.
    /// </summary>
    public int SleepsPerMille { get; init; }

    public TimeSpan SleepMax { get; init; } = TimeSpan.FromHours(1);

    public BlockMakerOptions Blocks { get; init; } = new();

    /// <summary>Every log of the chain; otherwise those of the maker's watched contracts.</summary>
    public bool WatchesAll { get; init; }

    public BlockOrderOptions Order { get; init; } = new();

    /// <summary>How long after the last block the feed may take to be at the head.</summary>
    public TimeSpan CatchUpMax { get; init; } = TimeSpan.FromMinutes(3);
}
