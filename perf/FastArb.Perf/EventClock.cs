using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using FastArb.Metrics;

namespace FastArb.Perf;

/// <summary>
/// A receiver's stopwatch: told of every frame, and of every log's stamp in the moment in which its event is
/// there for whoever waits. Begins with the first stamp, and so leaves the warm-up out.
/// </summary>
internal sealed class EventClock(int burstLogs, bool readsTime)
{
    private const double NanosecondsPerSecond = 1e9;

    // What the reader's thread has allocated is looked at now and then, as a connection that closes allocates
    // and is not part of the question.
    private const int FramesPerLook = 64;

    private readonly LatencyHistogram _each = new();
    private readonly LatencyHistogram _whole = new();
    private readonly int _burst = burstLogs;
    private long _begun;
    private long _ended;
    private long _allocated;
    private long _threadAllocated;
    private long _threadAllocatedLast;
    private int _collections;
    private long _frames;
    private long _logs;
    private long _burstStamp;
    private int _burstLeft;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnFrame()
    {
        _frames++;
        if (_frames % FramesPerLook == 0)
        {
            _threadAllocatedLast = GC.GetAllocatedBytesForCurrentThread();
        }
    }

    /// <summary>
    /// An event is out. Reading the clock costs 25 ns, a twentieth of what a frame of a flood may cost; there
    /// it is left out.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnLog(long stamp)
    {
        stamp -= BlockImage.StampBase;
        if (stamp == 0)
        {
            return;
        }

        _logs++;
        if (_begun == 0)
        {
            Begin(stamp);
        }
        else if (readsTime)
        {
            Measure(stamp);
        }
    }

    /// <summary>Of the times from stamp to event, in nanoseconds.</summary>
    public long Median => _each.ValueAtQuantile(0.5);

    /// <summary>The stream is at its end.</summary>
    public void End()
    {
        _ended = Stopwatch.GetTimestamp();
        _allocated = GC.GetTotalAllocatedBytes(precise: true) - _allocated;
        _collections = GC.CollectionCount(0) - _collections;
    }

    /// <summary>The figures, as <c>name=value</c> with spaces between.</summary>
    public string Report()
    {
        double rate = _frames / ((_ended - _begun) / NanosecondsPerSecond);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"logs={_logs} frames={_frames} rate={rate:F0} allocated={_allocated} "
                + $"thread_allocated={_threadAllocatedLast - _threadAllocated} collections={_collections} "
                + $"{Figures("each", _each)} {Figures("whole", _whole)}"
        );
    }

    private void Measure(long stamp)
    {
        long now = Stopwatch.GetTimestamp();
        _each.Record(now - stamp);
        if (_burst == 0)
        {
            return;
        }

        if (_burstLeft == _burst)
        {
            _burstStamp = stamp;
        }

        _burstLeft--;
        if (_burstLeft == 0)
        {
            _whole.Record(now - _burstStamp);
            _burstLeft = _burst;
        }
    }

    public static string Figures(string name, LatencyHistogram times) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{name}_p50={times.ValueAtQuantile(0.5)} {name}_p99={times.ValueAtQuantile(0.99)} "
                + $"{name}_p999={times.ValueAtQuantile(0.999)} {name}_max={times.Max} "
                + $"{name}_count={times.Count}"
        );

    // What the first log costs here is not measured: the question for the allocated bytes stops all threads.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Begin(long stamp)
    {
        _burstStamp = stamp;
        _burstLeft = _burst - 1;
        _frames = 1;
        _collections = GC.CollectionCount(0);
        _allocated = GC.GetTotalAllocatedBytes(precise: true);
        _threadAllocated = GC.GetAllocatedBytesForCurrentThread();
        _threadAllocatedLast = _threadAllocated;
        _begun = Stopwatch.GetTimestamp();
    }
}
