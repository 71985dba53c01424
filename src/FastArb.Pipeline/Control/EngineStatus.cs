using System.Collections.Immutable;

namespace FastArb.Pipeline;

/// <summary>
/// How an engine is, as another thread sees it: each number is true, not all of one moment.
/// </summary>
public sealed record EngineStatus
{
    public int Process { get; init; }

    /// <summary>Whether the node has confirmed every subscription.</summary>
    public bool IsSubscribed { get; init; }

    public long Inputs { get; init; }

    public long Events { get; init; }

    /// <summary>The last block that the first lane has sealed; 0 before one.</summary>
    public long Block { get; init; }

    /// <summary>How many blocks it has sealed; one that came again counts again.</summary>
    public long Seals { get; init; }

    /// <summary>Its market after that block.</summary>
    public string Root { get; init; } = "";

    public int PoolsLive { get; init; }

    public int Pools { get; init; }

    public ImmutableArray<LaneStatus> Lanes { get; init; } = [];
}
