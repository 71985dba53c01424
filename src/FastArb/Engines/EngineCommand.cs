using System.Diagnostics;
using System.Globalization;
using FastArb.Feed;
using FastArb.Feeds;
using FastArb.Markets;
using FastArb.Pipeline;

namespace FastArb.Engines;

/// <summary>
/// <c>fastarb engine</c>: one run on a live feed, in this process, until it is told to stop. It owns the
/// run's folder while it lasts.
/// </summary>
internal sealed class EngineCommand : IDisposable
{
    private const int FirstTries = 3;

    private static readonly TimeSpan s_warmUpMax = TimeSpan.FromSeconds(20);

    /// <summary>Until there are strategies.</summary>
    public const int HandlerCount = 12;

    private readonly Terminal _terminal;
    private readonly EngineRequest _request;
    private readonly CancellationToken _interrupted;
    private readonly CancellationTokenSource _stop;
    private readonly TimeAnchor _anchor = TimeAnchor.Now(TimeProvider.System);
    private FeedWatch? _watch;

    public EngineCommand(Terminal terminal, EngineRequest request, CancellationToken interrupted)
    {
        _terminal = terminal;
        _request = request;
        _interrupted = interrupted;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
    }

    public ExitCode Run(bool json)
    {
        if (_request.HasFront)
        {
            FrontPipe.Watch(_stop);
        }

        MarketSettings market = MarketFile.Load(_request.Config, _terminal);
        using RunLock held = TakeLock();
        ResumedInput? resumed = null;
        if (RunFolder.HoldsRecording(_request.Folder))
        {
            resumed = EngineResumption.Open(_terminal, _request.Folder);
        }
        else
        {
            EngineMarket.Settle(_terminal, _request, market, _stop.Token);
        }

        EnginePlan plan = EngineMarket.PlanOf(
            EngineMarket.Load(_terminal, _request.Folder),
            _request.Hops,
            _request.Lanes
        );
        GetReady(plan);
        RunManifest manifest = RunPlan.ManifestOf(plan.Feed) with
        {
            Anchor = _anchor,
            Endpoints = [.. _request.Nodes.All.Select(node => node.Host)],
        };
        NewRunFolder? folder = null;
        if (resumed is null)
        {
            folder = NewRunFolder.Make(_request.Folder, manifest);
        }
        else
        {
            (plan, manifest) = EngineResumption.Of(_request.Folder, plan, manifest);
        }

        KeepOffLanes(plan.Lanes);
        EngineSummary summary = Follow(plan, manifest, resumed, out FeedEnd end);
        bool isEmpty = folder is not null && !summary.HasBlocks && end.Reason != FeedEndReason.Finished;
        if (isEmpty)
        {
            // The same command shall work once the node is there.
            folder!.Undo();
        }

        string left = isEmpty
            ? $"no block came; of the run only its market is kept in {_request.Folder}"
            : $"what was recorded until then is in {_request.Folder}";
        bool isHeard = _watch!.Finish();
        if (end.Reason == FeedEndReason.Stopped && !isHeard)
        {
            return ExitCode.Interrupted;
        }

        EngineSummaryText.Write(_terminal, summary, json);

        // Who has asked for it over the socket has got what he wanted.
        return end.Reason == FeedEndReason.Stopped && !_interrupted.IsCancellationRequested
            ? ExitCode.Ok
            : FeedOutcome.Conclude(end, left);
    }

    public void Dispose()
    {
        _watch?.Dispose();
        _stop.Dispose();
    }

    private RunLock TakeLock()
    {
        RunLock? taken = null;
        int? holder = null;
        bool isOurs = NewRunFolder.Begin(
            _request.Folder,
            folder => RunLock.TryTake(folder, out taken, out holder)
        );
        string who = holder is int process
            ? string.Create(CultureInfo.InvariantCulture, $"process {process}")
            : "another process";
        return isOurs
            ? taken!
            : throw new CommandFailure(
                ExitCode.Failure,
                $"{who} is running an engine in {_request.Folder} (stop it, or name another folder)"
            );
    }

    // Before the engine is made, because memory lies near the core that touches it first; after signals were
    // registered for.
    private void KeepOffLanes(LanePlan lanes)
    {
        if (!lanes.SystemCores.IsEmpty && CorePinning.TryKeepProcess(lanes.SystemCores) is string refusal)
        {
            _terminal.Messages.WriteLine(
                $"note: nothing keeps other threads off the lanes' cores: {refusal}"
            );
        }
    }

    private void GetReady(EnginePlan plan)
    {
        if (!_request.WarmsUp)
        {
            return;
        }

        long start = Stopwatch.GetTimestamp();
        WarmUp warmUp = new(plan);
        bool isReady = warmUp.Run(s_warmUpMax, _stop.Token);
        string ready = isReady ? "ready" : "not quite ready";
        _terminal.Messages.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{ready} after {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s:"
                    + $" {warmUp.Compiled:#,0} methods compiled over {warmUp.Messages:#,0} made messages"
            )
        );
    }

    private EngineSummary Follow(
        EnginePlan plan,
        RunManifest manifest,
        ResumedInput? resumed,
        out FeedEnd end
    )
    {
        bool goesOn = resumed is not null;
        long start = Stopwatch.GetTimestamp();
        using InputRecorder input = NewRunFolder.Begin(
            _request.Folder,
            folder => new InputRecorder(
                folder,
                new InputRecorderOptions { Anchor = _anchor, Continues = goesOn }
            )
        );
        using EventRecorder events = NewRunFolder.Begin(
            _request.Folder,
            folder => new EventRecorder(
                folder,
                new EventRecorderOptions { Anchor = _anchor, Continues = goesOn }
            )
        );
        using LiveRun run = NewRunFolder.Begin(
            _request.Folder,
            _ => new LiveRun(plan, LiveOptionsWith(plan, new RunRecorders(input, events), resumed))
        );
        EngineControl control = new(run, _stop.Cancel);
        using (ControlServer server = NewRunFolder.Begin(_request.Folder, NewServer))
        {
            using EngineSnapshotWriter snapshot = NewRunFolder.Begin(_request.Folder, NewSnapshot);
            run.Beside("control", server.Run);
            run.Beside("snapshot", snapshot.Run);
            _watch = WatchOf(run, input, events, new EngineNews(run, server));
            end = run.Run(_stop.Token);
        }

        _watch.Stop();
        manifest = manifest with
        {
            Complete =
                input.Fault is null
                && events.Fault is null
                && run.Fault is null
                && !run.IsReaderHeld
                && !run.IsCutShort,
            ChainId = (ulong)run.Session.ChainId,
            Inputs = run.Sequencer.InputCount,
            InputBytes = input.Position,
            Events = events.Count,
            EventsHash = events.HashText,
        };
        Exception? unfinished = NewRunFolder.Finish(_request.Folder, manifest);
        Exception? fault = input.Fault ?? events.Fault ?? run.Fault ?? unfinished;
        if (fault is not null)
        {
            end = new FeedEnd(FeedEndReason.Refused, $"the engine stopped: {fault.Message}");
        }

        return SummaryOf(plan, run, events, control.Status(), end.Sentence) with
        {
            Seconds = Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 3),
        };

        ControlServer NewServer(string folder) => new(folder, control.Obey);
        EngineSnapshotWriter NewSnapshot(string folder) => new(run, folder);
    }

    private EngineSummary SummaryOf(
        EnginePlan plan,
        LiveRun run,
        EventRecorder events,
        EngineStatus status,
        string end
    ) =>
        new()
        {
            Run = _request.Folder,
            End = end,
            Inputs = status.Inputs,
            Events = events.Count,
            EventsHash = events.HashText,
            Seals = status.Seals,
            LastBlock = status.Block,
            Root = status.Root,
            Pools = status.Pools,
            PoolsLive = status.PoolsLive,
            Routes = plan.Routes.Count,
            Disconnections = run.Session.Counters.Disconnections,
            GapsFilled = run.Sequencer.OrderCounters.GapsFilled,
            Lanes = status.Lanes,
            HasBlocks = run.Sequencer.Head != default,
        };

    private LiveRunOptions LiveOptionsWith(EnginePlan plan, RunRecorders recorders, ResumedInput? resumed) =>
        new(
            new FeedSessionOptions
            {
                Endpoints = _request.Nodes.WebSockets,
                QuestionEndpoints = _request.Nodes.Questions,
                ChainId = plan.Market.ChainId,
                Anchor = _anchor,
                RunFor = _request.RunFor,
                FirstTries = FirstTries,
                Seed = (ulong)_anchor.Utc,
            }
        )
        {
            Recorders = recorders,
            RunFolder = _request.Folder,
            Resumed = resumed,
            Questions = new RpcHttpOptions { AllowPlainText = _request.Nodes.AllowPlainText },
            Socket = new WebSocketOptions
            {
                ReceiveMode = plan.Lanes.ReaderSpins ? ReceiveMode.BusyPoll : ReceiveMode.Blocking,
                AllowPlainText = _request.Nodes.AllowPlainText,
            },
        };

    private FeedWatch WatchOf(LiveRun run, InputRecorder input, EventRecorder events, EngineNews news) =>
        new(
            _terminal,
            ("following", $"{_request.Nodes} into {_request.Folder}"),
            () => run.Session.IsSubscribed ? run.Session.ChainId : 0,
            run.Sequencer.Counters,
            run.Notices,
            new CountedNotices(
                run.Notices,
                run.Sequencer.Counters,
                run.Sequencer.OrderCounters,
                run.Watchdog,
                run.Pulse
            ),
            input,
            events,
            _stop,
            news.Say
        );
}
