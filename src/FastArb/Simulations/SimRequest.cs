using FastArb.Simulation;

namespace FastArb.Simulations;

/// <summary>What <c>fastarb sim</c> was asked for.</summary>
internal sealed record SimRequest
{
    /// <summary>0: any free one.</summary>
    public required int Port { get; init; }

    public required ulong Seed { get; init; }

    public required TimeSpan BlockTime { get; init; }

    public FaultPlan Faults { get; init; } = FaultPlan.None;

    /// <summary>A recording whose blocks come first: its frames, or the folder that they are in.</summary>
    public string? Recording { get; init; }

    /// <summary>After so many blocks it ends; null: until it is told to.</summary>
    public int? Blocks { get; init; }
}
