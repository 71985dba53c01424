using FastArb.Metrics;

namespace FastArb.Feed;

/// <summary>What the reader's thread has counted. Others may read it at any time.</summary>
public sealed class FeedCounters
{
    private readonly Counter[] _decodeErrors = [.. Enum.GetValues<FrameFault>().Select(_ => new Counter())];

    /// <summary>Messages of any kind.</summary>
    public Counter Frames { get; } = new();

    public Counter Heads { get; } = new();

    /// <summary>Logs that a watch rule wants, each time that they are delivered.</summary>
    public Counter LogsDecoded { get; } = new();

    public Counter LogsUnwanted { get; } = new();

    public Counter OtherMessages { get; } = new();

    /// <summary>Messages that could not be read, by what is wrong with them.</summary>
    public Counter DecodeErrors(FrameFault fault) => _decodeErrors[(int)fault];

    public long DecodeErrorsOfAllKinds => _decodeErrors.Sum(counter => counter.Value);
}
