using System.Diagnostics;
using System.Globalization;
using FastArb.Chain;
using FastArb.Feed;
using FastArb.Ring;

namespace FastArb.Feeds;

/// <summary>
/// <c>fastarb record</c>: a live feed into a run's folder. Its threads: the reader, which is the only
/// sequencer; the writer of the input; a consumer of the ring that records the events; and the watchdog.
/// </summary>
internal sealed class RecordCommand : IDisposable
{
    private const int RingCapacity = 16384;
    private const int FirstTries = 3;

    private readonly Terminal _terminal;
    private readonly RecordRequest _request;
    private readonly CancellationTokenSource _stop;
    private readonly RingBuffer<ChainEvent> _ring = new(RingCapacity, WaitStyle.Hybrid);
    private readonly TimeAnchor _anchor = TimeAnchor.Now(TimeProvider.System);
    private readonly FeedInbox _inbox = new();
    private readonly FeedPulse _pulse = new();
    private readonly FeedNotices _notices = new();
    private Exception? _fault;
    private FeedWatch? _watch;

    public RecordCommand(Terminal terminal, RecordRequest request, CancellationToken interrupted)
    {
        _terminal = terminal;
        _request = request;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
    }

    public ExitCode Run(bool json)
    {
        FeedPlan plan = new(_request.Rules);
        RunManifest manifest = RunPlan.ManifestOf(plan) with
        {
            Anchor = _anchor,
            Endpoints = [.. _request.Nodes.All.Select(node => node.Host)],
        };
        NewRunFolder folder = NewRunFolder.Make(_request.Folder, manifest);
        FeedSummary summary = Record(plan, manifest, out FeedEnd end);
        bool isEmpty = summary.Blocks == 0 && end.Reason != FeedEndReason.Finished;
        if (isEmpty)
        {
            // The same command shall work once the node is there.
            folder.Undo();
        }

        string left = isEmpty
            ? $"no block was recorded, and {_request.Folder} is not kept"
            : $"what was recorded until then is in {_request.Folder}";
        bool isStopped = end.Reason == FeedEndReason.Stopped;
        bool isHeard = _watch!.Finish(isEmpty ? (isStopped ? left : null) : WarningOf(summary));
        if (isStopped && !isHeard)
        {
            // The console lets no word of the summary out before those that nobody reads.
            return ExitCode.Interrupted;
        }

        if (!isEmpty || isStopped)
        {
            Write(summary, json);
        }

        return FeedOutcome.Conclude(end, left);
    }

    public void Dispose()
    {
        _watch?.Dispose();
        _stop.Dispose();
    }

    // Whoever reads the last block as the chain's last one would be wrong.
    private static string? WarningOf(FeedSummary summary) =>
        summary.HealthWords is not string words ? null
        : summary.KnownHead is not long head ? $"warning: the recording ended while {words}"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"warning: the recording ended while {words}, at block {summary.LastBlock};"
                + $" the last known head was {head}"
        );

    private FeedSummary Record(FeedPlan plan, RunManifest manifest, out FeedEnd end)
    {
        long start = Stopwatch.GetTimestamp();
        EventTally tally = new();
        using InputRecorder input = NewRunFolder.Begin(
            _request.Folder,
            folder => new InputRecorder(folder, new InputRecorderOptions { Anchor = _anchor })
        );
        using EventRecorder events = NewRunFolder.Begin(
            _request.Folder,
            folder => new EventRecorder(folder, new EventRecorderOptions { Anchor = _anchor })
        );
        FeedSequencer<RingSink> sequencer = new(plan, new RingSink(_ring), input);
        FeedSession<RingSink> session = new(sequencer, SessionOptions, _inbox, _pulse, _notices);
        end = Read(session, sequencer, input, events, tally);
        events.Complete();
        manifest = manifest with
        {
            Complete = input.Fault is null && events.Fault is null && _fault is null,
            ChainId = (ulong)session.ChainId,
            Inputs = sequencer.InputCount,
            InputBytes = input.Position,
            Events = tally.Events,
            EventsHash = events.HashText,
        };
        Exception? unfinished = NewRunFolder.Finish(_request.Folder, manifest);
        Exception? fault = input.Fault ?? events.Fault ?? _fault ?? unfinished;
        if (fault is not null)
        {
            end = new FeedEnd(FeedEndReason.Refused, $"recording stopped: {fault.Message}");
        }

        string from = $"live from {_request.Nodes}";
        return FeedSummary
            .Of(tally, _request.Folder, from, end.Sentence, events.HashText)
            .Counting(sequencer.Counters, sequencer.OrderCounters)
            .After(Stopwatch.GetElapsedTime(start)) with
        {
            Inputs = sequencer.InputCount,
            Disconnections = session.Counters.Disconnections,
            Reconnections = Math.Max(0, session.Counters.Subscriptions - 1),
            RateLimited = session.Counters.RateLimited,
            KnownHead = Math.Max(_pulse.HeadNumber, _pulse.ProbeNumber) is long head and > 0 ? head : null,
        };
    }

    private FeedSessionOptions SessionOptions =>
        new()
        {
            Endpoints = _request.Nodes.WebSockets,
            QuestionEndpoints = _request.Nodes.Questions,
            ChainId = _request.ChainId,
            Anchor = _anchor,
            RunFor = _request.RunFor,
            FirstTries = FirstTries,
            Seed = (ulong)_anchor.Utc,
        };

    private FeedReaderOptions ReaderOptionsWith(RpcHttpCaller caller) =>
        new()
        {
            Post = caller.TryPost,
            Socket = new WebSocketOptions
            {
                ReceiveMode = _request.BusyPoll ? ReceiveMode.BusyPoll : ReceiveMode.Blocking,
                AllowPlainText = _request.Nodes.AllowPlainText,
            },
        };

    private FeedEnd Read(
        FeedSession<RingSink> session,
        FeedSequencer<RingSink> sequencer,
        InputRecorder input,
        EventRecorder events,
        EventTally tally
    )
    {
        BatchEventProcessor<ChainEvent, EventRecording> consumer = new(
            _ring,
            _ring.NewBarrier(),
            new EventRecording(input, events, tally)
        );
        _ring.AddGatingSequences(consumer.Sequence);
        FeedWatchdog watchdog = new(new FeedWatchdogOptions(), _pulse, _inbox);
        RpcHttpOptions asking = new() { AllowPlainText = _request.Nodes.AllowPlainText };
        using RpcHttpCaller caller = new(_request.Nodes.Questions, asking, _inbox);
        using CancellationTokenSource over = new();
        Thread[] asks = _request.Nodes.Questions.IsEmpty
            ? []
            : [Started("questions", () => caller.Run(over.Token))];
        Thread watching = Started("watchdog", () => watchdog.Run(over.Token));
        Thread inputWriter = Started("input writer", input.Run);
        Thread eventWriter = Started("event recorder", consumer.Run);
        try
        {
            _watch = new FeedWatch(
                _terminal,
                ("recording", $"{_request.Nodes} into {_request.Folder}"),
                () => session.IsSubscribed ? session.ChainId : 0,
                sequencer.Counters,
                _notices,
                new CountedNotices(_notices, sequencer.Counters, sequencer.OrderCounters, watchdog, _pulse),
                input,
                events,
                _stop
            );
            return new FeedReader<RingSink>(session, ReaderOptionsWith(caller), _stop.Token).Run();
        }
        catch (OperationCanceledException) when (_fault is not null)
        {
            return new FeedEnd(FeedEndReason.Refused, "a consumer of the events has failed");
        }
        finally
        {
            _watch?.Stop();
            over.Cancel();
            watching.Join();
            Array.ForEach(asks, thread => thread.Join());
            input.Complete();
            _ring.Complete();
            inputWriter.Join();
            eventWriter.Join();
        }
    }

    // A consumer that fails must not leave the reader waiting for it, nor take the process down.
    private Thread Started(string name, Action run)
    {
        Thread thread = new(() =>
        {
            try
            {
                run();
            }
            catch (Exception fault)
            {
                _fault = fault;
                _ring.Sequencer.CancelClaims();
                _stop.Cancel();
            }
        })
        {
            Name = name,
            IsBackground = true,
        };
        thread.Start();
        return thread;
    }

    private void Write(FeedSummary summary, bool json)
    {
        if (json)
        {
            JsonOutput.Write(_terminal, FeedSummary.Schema, summary);
        }
        else
        {
            FeedSummaryText.Write(_terminal, summary);
        }
    }
}
