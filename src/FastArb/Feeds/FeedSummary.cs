using System.Text.Json.Serialization;
using FastArb.Chain;
using FastArb.Feed;

namespace FastArb.Feeds;

/// <summary>What a recording or a replay consisted of; its members are the JSON document's.</summary>
internal sealed record FeedSummary
{
    public const string Schema = "fastarb.feed/1";

    /// <summary>The run's folder, or the file.</summary>
    public required string Source { get; init; }

    /// <summary>What the events were made from: a live feed, <c>input</c>, <c>events</c> or frames.</summary>
    public required string From { get; init; }

    /// <summary>Why it ended.</summary>
    public required string End { get; init; }

    public long Inputs { get; init; }

    public long Events { get; init; }

    public long Blocks { get; init; }

    public long FirstBlock { get; init; }

    public long LastBlock { get; init; }

    /// <summary>The highest block that a live feed's node has named; null where none was.</summary>
    public long? KnownHead { get; init; }

    public long Logs { get; init; }

    public long Seals { get; init; }

    public long Reorgs { get; init; }

    public long ReorgDepthMax { get; init; }

    public long Timers { get; init; }

    public long Resynchronisations { get; init; }

    public long? MalformedMessages { get; init; }

    public long? DuplicateLogs { get; init; }

    /// <summary>How often the connection was lost or dropped; null where there was none.</summary>
    public long? Disconnections { get; init; }

    /// <summary>How often the subscriptions stood again afterwards.</summary>
    public long? Reconnections { get; init; }

    /// <summary>How often a node asked for fewer requests.</summary>
    public long? RateLimited { get; init; }

    /// <summary>Outages in which blocks were missed that were filled afterwards.</summary>
    public long? GapsFilled { get; init; }

    /// <summary>The blocks of those gaps.</summary>
    public long? BlocksFilled { get; init; }

    /// <summary>Blocks that a node did not announce though it was connected.</summary>
    public long? HeadsSkipped { get; init; }

    /// <summary>How often a node said what cannot be true beside what was known.</summary>
    public long? Contradictions { get; init; }

    /// <summary>How far the stream could be relied on at its end.</summary>
    public FeedHealth Health { get; init; }

    /// <summary>Changes of how far the stream can be relied on.</summary>
    public long HealthChanges { get; init; }

    /// <summary>The running hash of all events.</summary>
    public required string EventsHash { get; init; }

    /// <summary>The hash that the recording names; null where it names none.</summary>
    public string? RecordedHash { get; init; }

    /// <summary>How many recorded events are equal to those made now, byte for byte.</summary>
    public long? EventsCompared { get; init; }

    /// <summary>The first recorded event that differs.</summary>
    public long? FirstDifference { get; init; }

    /// <summary>After a crash, events may have reached the disk whose input has not.</summary>
    public long? EventsBeyondInput { get; init; }

    public double Seconds { get; init; }

    public double EventsPerSecond { get; init; }

    /// <summary>What was wrong at the end, behind "while"; null where nothing was.</summary>
    [JsonIgnore]
    public string? HealthWords =>
        Health switch
        {
            FeedHealth.Live => null,
            FeedHealth.Offline => "offline",
            FeedHealth.CatchingUp => "catching up",
            FeedHealth.Halted => "the chain made no blocks",
            _ => "a node was not to be trusted",
        };

    public static FeedSummary Of(EventTally tally, string source, string from, string end, string hash) =>
        new()
        {
            Source = source,
            From = from,
            End = end,
            Events = tally.Events,
            Blocks = tally.Of(ChainEventKind.BlockBegin),
            FirstBlock = tally.FirstBlock,
            LastBlock = tally.LastBlock,
            Logs = tally.Of(ChainEventKind.Log),
            Seals = tally.Of(ChainEventKind.BlockSealed),
            Reorgs = tally.Of(ChainEventKind.Reorg),
            ReorgDepthMax = tally.DepthMax,
            Timers = tally.Of(ChainEventKind.Timer),
            Resynchronisations = tally.Of(ChainEventKind.Resynchronise),
            Health = tally.Health,
            HealthChanges = tally.Of(ChainEventKind.Health),
            EventsHash = hash,
        };

    /// <summary>With what only making events from input can count.</summary>
    public FeedSummary Counting(FeedCounters messages, BlockOrderCounters order) =>
        this with
        {
            MalformedMessages = messages.DecodeErrorsOfAllKinds,
            DuplicateLogs = order.Duplicates,
            GapsFilled = order.GapsFilled,
            BlocksFilled = order.BlocksFilled,
            HeadsSkipped = order.HeadsSkipped,
            Contradictions = order.Contradictions,
        };

    public FeedSummary After(TimeSpan time) =>
        this with
        {
            Seconds = Math.Round(time.TotalSeconds, 3),
            EventsPerSecond = Math.Round(Events / Math.Max(time.TotalSeconds, 1e-9)),
        };
}
