using System.Collections.Immutable;
using FastArb.Chain;
using FastArb.Feed;
using FastArb.Ring;

namespace FastArb.Pipeline;

/// <summary>
/// An engine on a live feed. Its threads: the reader, which is the only sequencer and, fused, a lane; the
/// other lanes; the writers of input and events; the watchdog; the caller of HTTP endpoints, if there are
/// any; and what is to run beside them.
/// </summary>
public sealed class LiveRun : IDisposable
{
    // Of the two seconds within which an engine stops.
    private static readonly TimeSpan s_readerEndMax = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_lanesEndMax = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    private readonly EnginePlan _plan;
    private readonly LiveRunOptions _options;
    private readonly CancellationTokenSource _stop = new();
    private readonly EngineThreads _threads;
    private readonly List<(string Name, Action<CancellationToken> Run)> _beside = [];
    private bool _isResumed;
    private HandlerFault? _heldBy;

    public LiveRun(EnginePlan plan, LiveRunOptions options)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        ImmutableArray<HandlerFault> before = options.RunFolder is { } folder
            ? Interventions.Read(folder)
            : [];
        _plan = plan = plan with
        {
            // Not from their events on: who took 50 ms for each would hold a start as long.
            Interventions = [.. plan.Interventions, .. before.Select(fault => fault with { Sequence = 0 })],
        };
        _options = options;
        IsResumed = options.Resumed is null;
        _threads = new EngineThreads(OnThreadFault);
        Watchdog = new FeedWatchdog(new FeedWatchdogOptions(), Pulse, Inbox);
        Outbox = new LaneOutbox(Inbox) { LastTag = options.Resumed?.LastTag ?? 0 };
        foreach (HandlerFault fault in before)
        {
            Outbox.Post(fault);
        }

        Lanes = new LaneSet(plan, Outbox, asks: true, options.Resumed?.RunFolder);
        TouchPages(Lanes.Ring, plan.RingCapacity);
        Sequencer = new FeedSequencer<LaneSink>(plan.Feed, Lanes.Sink, options.Recorders?.Input);
        LaneWatch = new LaneWatch(
            Lanes,
            Outbox,
            new LaneWatchOptions
            {
                RunFolder = options.RunFolder,
                IsLive = () => IsResumed && Sequencer.Health == FeedHealth.Live,
                OnFusedHang = fault => Volatile.Write(ref _heldBy, fault),
            }
        );
        Session = new FeedSession<LaneSink>(Sequencer, options.Session, Inbox, Pulse, Notices);
    }

    public FeedInbox Inbox { get; } = new();

    public FeedPulse Pulse { get; } = new();

    public FeedNotices Notices { get; } = new();

    public FeedWatchdog Watchdog { get; }

    public LaneOutbox Outbox { get; }

    public LaneSet Lanes { get; }

    /// <summary>Takes lanes away from handlers that hold them.</summary>
    public LaneWatch LaneWatch { get; }

    /// <summary>Lanes that were not done when the run ended; known then.</summary>
    public ImmutableArray<string> LanesLeft { get; private set; } = [];

    /// <summary>
    /// Whether the reader's thread is left behind, since a fused handler holds it. What was recorded until
    /// then is whole; the process can only end.
    /// </summary>
    public bool IsReaderHeld { get; private set; }

    /// <summary>
    /// Whether it was stopped between an input and its events, or before all that an earlier process has
    /// recorded was taken: the events go on from the input when the run does.
    /// </summary>
    public bool IsCutShort { get; private set; }

    public FeedSequencer<LaneSink> Sequencer { get; }

    public FeedSession<LaneSink> Session { get; }

    /// <summary>Whether all that an earlier process has recorded is taken, and the feed begins.</summary>
    public bool IsResumed
    {
        get => Volatile.Read(ref _isResumed);
        private set => Volatile.Write(ref _isResumed, value);
    }

    /// <summary>Its threads; what they could not have is said there.</summary>
    public EngineThreads Threads => _threads;

    /// <summary>What ended a thread that should not have ended.</summary>
    public Exception? Fault => _threads.Fault;

    /// <summary>
    /// Something that gets a thread of its own while the run goes on, and ends when told so. Before
    /// <see cref="Run"/>.
    /// </summary>
    public void Beside(string name, Action<CancellationToken> run) => _beside.Add((name, run));

    /// <summary>
    /// Reads until told to stop, the time is over or every node refuses; then lets writers and lanes finish.
    /// </summary>
    public FeedEnd Run(CancellationToken stop)
    {
        using CancellationTokenRegistration forward = stop.Register(_stop.Cancel);
        using CancellationTokenSource over = new();
        using RpcHttpCaller caller = new(_options.Session.QuestionEndpoints, _options.Questions, Inbox);
        Beside("watchdog", Watchdog.Run);
        Beside("lane watch", LaneWatch.Run);
        if (!_options.Session.QuestionEndpoints.IsEmpty)
        {
            Beside("questions", caller.Run);
        }

        List<Thread> writers = StartWriters();
        Lanes.Start(_threads);
        List<Thread> beside = [.. _beside.Select(one => _threads.Start(one.Name, () => one.Run(over.Token)))];
        FeedEnd end = new(FeedEndReason.Refused, "a thread of the engine has failed");
        Thread reader = _threads.Start("reader", () => end = Read(caller), _plan.Lanes.ReaderCore);
        IsReaderHeld = !HasEnded(reader);
        if (IsReaderHeld)
        {
            string who = Volatile.Read(ref _heldBy)?.Handler ?? "a handler";
            end = new FeedEnd(FeedEndReason.Refused, $"{who} holds the reader's thread");
        }

        over.Cancel();
        beside.ForEach(thread => thread.Join());

        // What is recorded does not wait for a lane that a handler holds.
        _options.Recorders?.Input.Complete();
        Lanes.Ring.Complete();
        writers.ForEach(thread => thread.Join());
        _options.Recorders?.Events.Complete();
        LanesLeft = Lanes.CompleteAndJoin(s_lanesEndMax);
        return end;
    }

    public void Dispose()
    {
        // A thread that is left behind may still come to it.
        if (!IsReaderHeld && LanesLeft.IsEmpty)
        {
            _stop.Dispose();
        }
    }

    // The ring's first round must not wait for the system to find memory.
    private static void TouchPages(RingBuffer<ChainEvent> ring, int capacity)
    {
        for (int slot = 0; slot < capacity; slot++)
        {
            ring[slot].Sequence = 0;
        }
    }

    // False: a handler holds it, as the watch has found, or as its silence says.
    private bool HasEnded(Thread reader)
    {
        long patience = (long)(s_readerEndMax / s_look);
        while (!reader.Join(s_look))
        {
            patience -= _stop.IsCancellationRequested ? 1 : 0;
            if (Volatile.Read(ref _heldBy) is not null)
            {
                return false;
            }

            if (patience == 0)
            {
                // It may only wait for room in the ring, which lanes that are late do not make in time.
                IsCutShort = true;
                Lanes.Ring.Sequencer.CancelClaims();
                return reader.Join(s_lanesEndMax);
            }
        }

        return true;
    }

    private FeedEnd Read(RpcHttpCaller caller)
    {
        FeedReaderOptions reading = new() { Post = caller.TryPost, Socket = _options.Socket };
        try
        {
            _options.Resumed?.Replay(Sequencer, _stop.Token);
            if (_options.Resumed is not null && _stop.IsCancellationRequested)
            {
                // Nothing may be recorded behind what was not taken.
                IsCutShort = true;
                return new FeedEnd(FeedEndReason.Stopped, "told to stop");
            }

            IsResumed = true;
            return new FeedReader<LaneSink>(Session, reading, _stop.Token).Run();
        }
        catch (OperationCanceledException) when (Fault is not null)
        {
            return new FeedEnd(FeedEndReason.Refused, "a consumer of the events has failed");
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return new FeedEnd(FeedEndReason.Stopped, "told to stop");
        }
    }

    private List<Thread> StartWriters()
    {
        if (_options.Recorders is not { } recorders)
        {
            return [];
        }

        BatchEventProcessor<ChainEvent, EventRecording> recording = new(
            Lanes.Ring,
            Lanes.Ring.NewPatientBarrier(),
            new EventRecording(recorders)
        );
        Lanes.Ring.AddGatingSequences(recording.Sequence);
        return
        [
            _threads.Start("input writer", recorders.Input.Run),
            _threads.Start("event recorder", recording.Run),
        ];
    }

    // The reader must not wait for a consumer that is gone.
    private void OnThreadFault()
    {
        Lanes.Ring.Sequencer.CancelClaims();
        _stop.Cancel();
    }
}
