using FastArb.Chain;
using FastArb.Feed;
using FastArb.Ring;

namespace FastArb.Pipeline;

/// <summary>
/// An engine on a live feed. Its threads: the reader, which is the only sequencer and, fused, a lane; the
/// other lanes; the writers of input and events; the watchdog; the caller of HTTP endpoints, if there are
/// any.
/// </summary>
public sealed class LiveRun : IDisposable
{
    private readonly EnginePlan _plan;
    private readonly LiveRunOptions _options;
    private readonly CancellationTokenSource _stop = new();
    private readonly EngineThreads _threads;
    private readonly FeedWatchdog _watchdog;

    public LiveRun(EnginePlan plan, LiveRunOptions options)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        _plan = plan;
        _options = options;
        _threads = new EngineThreads(OnThreadFault);
        _watchdog = new FeedWatchdog(new FeedWatchdogOptions(), Pulse, Inbox);
        Outbox = new LaneOutbox(Inbox);
        Lanes = new LaneSet(plan, Outbox, asks: true);
        Sequencer = new FeedSequencer<LaneSink>(plan.Feed, Lanes.Sink, options.Recorders?.Input);
        Session = new FeedSession<LaneSink>(Sequencer, options.Session, Inbox, Pulse, Notices);
    }

    public FeedInbox Inbox { get; } = new();

    public FeedPulse Pulse { get; } = new();

    public FeedNotices Notices { get; } = new();

    public LaneOutbox Outbox { get; }

    public LaneSet Lanes { get; }

    public FeedSequencer<LaneSink> Sequencer { get; }

    public FeedSession<LaneSink> Session { get; }

    /// <summary>What ended a thread that should not have ended.</summary>
    public Exception? Fault => _threads.Fault;

    /// <summary>
    /// Reads, on the calling thread, until told to stop, the time is over or every node refuses; then lets
    /// lanes and writers finish.
    /// </summary>
    public FeedEnd Run(CancellationToken stop)
    {
        using CancellationTokenRegistration forward = stop.Register(_stop.Cancel);
        using CancellationTokenSource over = new();
        using RpcHttpCaller caller = new(_options.Session.QuestionEndpoints, _options.Questions, Inbox);
        BatchEventProcessor<ChainEvent, EventRecording>? recording = NewRecording();
        List<Thread> feedThreads = [_threads.Start("watchdog", () => _watchdog.Run(over.Token))];
        if (!_options.Session.QuestionEndpoints.IsEmpty)
        {
            feedThreads.Add(_threads.Start("questions", () => caller.Run(over.Token)));
        }

        List<Thread> writers = [];
        if (recording is not null)
        {
            writers.Add(_threads.Start("input writer", _options.Recorders!.Input.Run));
            writers.Add(_threads.Start("event recorder", recording.Run));
        }

        Lanes.Start(_threads);
        try
        {
            FeedReaderOptions reading = new() { Post = caller.TryPost, Socket = _options.Socket };
            return new FeedReader<LaneSink>(Session, reading, _stop.Token).Run();
        }
        catch (OperationCanceledException) when (Fault is not null)
        {
            return new FeedEnd(FeedEndReason.Refused, "a consumer of the events has failed");
        }
        finally
        {
            over.Cancel();
            feedThreads.ForEach(thread => thread.Join());
            _options.Recorders?.Input.Complete();
            Lanes.CompleteAndJoin();
            writers.ForEach(thread => thread.Join());
            _options.Recorders?.Events.Complete();
        }
    }

    public void Dispose() => _stop.Dispose();

    private BatchEventProcessor<ChainEvent, EventRecording>? NewRecording()
    {
        if (_options.Recorders is not { } recorders)
        {
            return null;
        }

        BatchEventProcessor<ChainEvent, EventRecording> recording = new(
            Lanes.Ring,
            Lanes.Ring.NewBarrier(),
            new EventRecording(recorders)
        );
        Lanes.Ring.AddGatingSequences(recording.Sequence);
        return recording;
    }

    // The reader must not wait for a consumer that is gone.
    private void OnThreadFault()
    {
        Lanes.Ring.Sequencer.CancelClaims();
        _stop.Cancel();
    }
}
