using FastArb.Market;
using FastArb.Simulation;

namespace FastArb.Tests.Market.Loading;

/// <summary>One run: how the chain goes, what the node does wrong, and how the market is loaded.</summary>
internal sealed record LoadingPlan(ulong Seed)
{
    public int Blocks { get; init; } = 60;

    public FaultPlan Faults { get; init; } = FaultPlan.None;

    /// <summary>Blocks in a hundred upon which the chain is reorganised.</summary>
    public int ReorgPercent { get; init; }

    public int ReorgDepthMax { get; init; } = 4;

    /// <summary>How long a question is on its way.</summary>
    public TimeSpan AskDelay { get; init; }

    public LiveMarketOptions Market { get; init; } = new();

    public PoolTableOptions Table { get; init; } =
        new()
        {
            TickCapacity = 1 << 12,
            TickWordCapacity = 1 << 10,
            JournalCapacity = 1 << 12,
        };
}
