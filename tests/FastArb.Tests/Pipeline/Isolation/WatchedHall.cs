using System.Collections.Immutable;
using System.Diagnostics;
using FastArb.Chain;
using FastArb.Feed;
using FastArb.Pipeline;
using FastArb.Ring;
using FastArb.Tests.FrontDoor;

namespace FastArb.Tests.Pipeline.Isolation;

/// <summary>
/// Lanes on threads of their own, a recorder of their events, and the watch; the test is the reader.
/// What holds
/// a lane is let go at the end, or its thread would outlive the test.
/// </summary>
internal sealed class WatchedHall : IDisposable
{
    private static readonly TimeSpan s_waitMax = TimeSpan.FromSeconds(60);

    private readonly ScratchFolder _scratch = new();
    private readonly CancellationTokenSource _over = new();
    private readonly EventRecorder? _recorder;
    private readonly EngineThreads _threads;
    private readonly List<Thread> _beside = [];
    private Thread? _recording;
    private LaneSink _sink;
    private long _published;

    public WatchedHall(MadeStream stream, EnginePlan plan, bool isRecorded = true)
    {
        Stream = stream;
        Plan = plan;
        Set = new LaneSet(plan, Outbox, asks: false);
        _threads = new EngineThreads(() => Set.Ring.Sequencer.CancelClaims());
        _sink = Set.Sink;
        if (isRecorded)
        {
            _recorder = new EventRecorder(Folder);
            BatchEventProcessor<ChainEvent, Recording> recording = new(
                Set.Ring,
                Set.Ring.NewBarrier(),
                new Recording(_recorder)
            );
            Set.Ring.AddGatingSequences(recording.Sequence);
            _recording = _threads.Start("recorder", recording.Run);
        }

        Watch = new LaneWatch(
            Set,
            Outbox,
            new LaneWatchOptions { RunFolder = isRecorded ? Folder : null, OnFusedHang = FusedHangs.Add }
        );
        Set.Start(_threads);
        _beside.Add(_threads.Start("lane watch", () => Watch.Run(_over.Token)));
    }

    public MadeStream Stream { get; }

    public EnginePlan Plan { get; }

    public LaneOutbox Outbox { get; } = new(null);

    public LaneSet Set { get; }

    public LaneWatch Watch { get; }

    public List<HandlerFault> FusedHangs { get; } = [];

    /// <summary>The run's.</summary>
    public string Folder => _scratch.FullPath;

    /// <summary>Events that are out.</summary>
    public long Published => _published;

    public long FullWaits => Set.Ring.Sequencer.FullWaits;

    /// <summary>
    /// Publishes until so many events are out, as fast as lanes allow or so many in a second.
    /// </summary>
    public void PublishUntil(long events, int perSecond = int.MaxValue, Action<long>? before = null)
    {
        long start = Stopwatch.GetTimestamp();
        long first = _published;
        SpinWait pause = default;
        while (_published < events)
        {
            long due = first + (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * perSecond) + 1;
            long until = Math.Min(events, due);
            if (until <= _published)
            {
                pause.SpinOnce();
                continue;
            }

            before?.Invoke(_published);
            Stream.Publish(ref _sink, _published, before is null ? until : _published + 1);
            _published = before is null ? until : _published + 1;
        }
    }

    /// <summary>Every lane has taken everything that is out.</summary>
    public void WaitForLanes() =>
        WaitFor(
            () => Set.Lanes.All(lane => lane.NextSequence == _published && !lane.IsAbandoned),
            "lanes are late: "
                + string.Join(", ", Set.Lanes.Select(lane => $"{lane.Name} {lane.NextSequence}"))
        );

    public static void WaitFor(Func<bool> isMet, string what)
    {
        long start = Stopwatch.GetTimestamp();
        SpinWait pause = default;
        while (!isMet())
        {
            if (Stopwatch.GetElapsedTime(start) > s_waitMax)
            {
                throw new TimeoutException(what);
            }

            pause.SpinOnce();
        }
    }

    /// <summary>Ends it as an engine does; gives the lanes that were not done.</summary>
    public ImmutableArray<string> End()
    {
        _over.Cancel();
        _beside.ForEach(thread => thread.Join());
        ImmutableArray<string> left = Set.CompleteAndJoin(TimeSpan.FromSeconds(1));
        _recording?.Join();
        _recorder?.Complete();
        if (_threads.Fault is { } fault)
        {
            throw new InvalidOperationException("a thread failed", fault);
        }

        return left;
    }

    public void Dispose()
    {
        _recorder?.Dispose();
        _over.Dispose();
        _scratch.Dispose();
    }

    private readonly struct Recording(EventRecorder recorder) : IEventHandler<ChainEvent>
    {
        public void OnEvent(ref ChainEvent data, long sequence, bool endOfBatch) => recorder.Append(in data);
    }
}
