using System.Collections.Immutable;
using System.Text.Json.Serialization;
using FastArb.Pipeline;

namespace FastArb.Engines;

/// <summary>What an engine has done by its end; its members are the JSON document's.</summary>
internal sealed record EngineSummary
{
    public const string Schema = "fastarb.engine/1";

    public required string Run { get; init; }

    /// <summary>Why it ended.</summary>
    public required string End { get; init; }

    public double Seconds { get; init; }

    public long Inputs { get; init; }

    public long Events { get; init; }

    /// <summary>The running hash of all events: a replay of the run gives it again.</summary>
    public required string EventsHash { get; init; }

    /// <summary>How many blocks were sealed; one that came again counts again.</summary>
    public long Seals { get; init; }

    public long LastBlock { get; init; }

    /// <summary>The market after that block.</summary>
    public required string Root { get; init; }

    public int Pools { get; init; }

    public int PoolsLive { get; init; }

    public int Routes { get; init; }

    public long Disconnections { get; init; }

    public long GapsFilled { get; init; }

    public ImmutableArray<LaneStatus> Lanes { get; init; } = [];

    /// <summary>Whether any block came.</summary>
    [JsonIgnore]
    public bool HasBlocks { get; init; }
}
