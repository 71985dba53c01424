namespace FastArb.Feed.Internals;

/// <summary>
/// What lies between two blocks, from when heads came: the median of the last ones, which one halt or one
/// burst does not move.
/// </summary>
internal sealed class BlockInterval(long unknown)
{
    private const int SamplesMax = 15;

    // A chain that is slower is watched as if it were not.
    private const long IntervalMaxNs = 60_000_000_000;

    private readonly long[] _samples = new long[SamplesMax];
    private long _count;
    private long _time;
    private long _number;
    private bool _isInterrupted;

    public long Median { get; private set; } = unknown;

    /// <summary>Whether the number is a new one.</summary>
    public bool Add(long time, long number)
    {
        if (number <= _number || time <= _time)
        {
            return false;
        }

        if (_time != 0 && !_isInterrupted)
        {
            _samples[_count++ % SamplesMax] = (time - _time) / (number - _number);
            Span<long> sorted = stackalloc long[SamplesMax];
            sorted = sorted[..(int)Math.Min(_count, SamplesMax)];
            _samples.AsSpan(0, sorted.Length).CopyTo(sorted);
            sorted.Sort();
            Median = Math.Min(sorted[sorted.Length / 2], IntervalMaxNs);
        }

        _time = time;
        _number = number;
        _isInterrupted = false;
        return true;
    }

    /// <summary>The time until the next block is not one between blocks.</summary>
    public void Interrupt() => _isInterrupted = true;
}
