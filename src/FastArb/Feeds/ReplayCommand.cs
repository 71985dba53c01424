using System.Diagnostics;
using System.Globalization;
using FastArb.Chain;
using FastArb.Feed;

namespace FastArb.Feeds;

/// <summary>
/// <c>fastarb replay</c>: a recording again. From the input the events are made anew and compared with what
/// was recorded; from the events they are only read, which is faster.
/// </summary>
internal sealed class ReplayCommand : IDisposable
{
    // Often enough to be stopped at once, seldom enough to cost nothing.
    private const int InputsBetweenLooks = 4096;

    private readonly Terminal _terminal;
    private readonly ReplayRequest _request;
    private readonly CancellationToken _cancellation;
    private readonly ProgressLine _progress;
    private readonly ReplayPace _pace;
    private readonly EventTally _tally = new();
    private readonly RunningHash _hash = new();
    private long _inputs;

    public ReplayCommand(Terminal terminal, ReplayRequest request, CancellationToken cancellation)
    {
        _terminal = terminal;
        _request = request;
        _cancellation = cancellation;
        _progress = new ProgressLine(terminal);
        _pace = request.Speed == 0 ? ReplayPace.Max() : ReplayPace.Times(request.Speed);
    }

    public ExitCode Run(bool json)
    {
        long start = Stopwatch.GetTimestamp();
        FeedSummary summary;
        try
        {
            summary = Replay();
        }
        catch (RecordingDamagedException damaged)
        {
            throw new CommandFailure(
                ExitCode.DataInvalid,
                $"{damaged.Message} (what lies before it can be trusted; fetch the recording again)",
                damaged
            );
        }
        catch (InvalidDataException damaged)
        {
            throw new CommandFailure(ExitCode.DataInvalid, $"{damaged.Message} (fetch it again)", damaged);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                $"cannot replay {_request.Path}: {unreadable.Message} (name a run or a file of frames)",
                unreadable
            );
        }

        summary = (summary with { Inputs = _inputs }).After(Stopwatch.GetElapsedTime(start));
        _progress.Dispose();
        if (json)
        {
            JsonOutput.Write(_terminal, FeedSummary.Schema, summary);
        }
        else
        {
            FeedSummaryText.Write(_terminal, summary);
        }

        return Conclude(summary);
    }

    public void Dispose() => _progress.Dispose();

    private FeedSummary Replay()
    {
        if (Directory.Exists(_request.Path))
        {
            RunManifest manifest = RunManifest.Load(_request.Path);
            return _request.FromEvents ? ReplayEvents(manifest) : ReplayInput(manifest);
        }

        if (!File.Exists(_request.Path))
        {
            throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                $"no such folder or file: {_request.Path} (name a run's folder or a file of frames)"
            );
        }

        if (!_pace.IsMax || _request.FromEvents || _request.Rebuild || _request.Frames is not null)
        {
            throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                $"{_request.Path} has messages only, no clock and no events"
                    + " (--speed, --from-events, --rebuild and --frames are for a run's folder)"
            );
        }

        return ReplayFrames();
    }

    private FeedSummary ReplayEvents(RunManifest manifest)
    {
        using EventReader reader = new(_request.Path);
        while (reader.TryRead(out ReadOnlySpan<ChainEvent> events))
        {
            if (!_pace.IsMax)
            {
                PaceEach(events);
            }

            Take(events);
            Look(_tally.Events);
        }

        return Summary("events", Ending(reader.TornTail)) with
        {
            RecordedHash = manifest.Complete ? manifest.EventsHash : null,
        };
    }

    private FeedSummary ReplayInput(RunManifest manifest)
    {
        using FrameFileWriter? frames = _request.Frames is null ? null : NewFrames(_request.Frames);
        using EventRecorder? rebuilt = _request.Rebuild ? ReplaceEvents(manifest) : null;
        using RecordedEvents? recorded = _request.Rebuild ? null : new RecordedEvents(_request.Path);
        EventBatch batch = new(events =>
        {
            Take(events);
            rebuilt?.Append(events);
            recorded?.Compare(events);
        });
        FeedSequencer<TallySink> sequencer = new(RunPlan.Of(manifest), new TallySink(batch));
        using InputReader reader = new(_request.Path);
        while (reader.TryRead(out InputRecord record))
        {
            Step(sequencer, in record, frames);
        }

        batch.Flush();
        recorded?.End();
        RefuseIfShort(manifest, reader);
        if (rebuilt is not null)
        {
            Keep(rebuilt, manifest, reader);
        }

        return Summary("input", Ending(reader.TornTail))
            .Counting(sequencer.Counters, sequencer.OrderCounters) with
        {
            EventsCompared = recorded?.Equal,
            FirstDifference = recorded?.FirstDifference,
            EventsBeyondInput = recorded?.Beyond,
            RecordedHash = manifest.Complete ? manifest.EventsHash : null,
        };
    }

    // A whole run says how much there is of it: what was cut off between two records leaves no other trace.
    private void RefuseIfShort(RunManifest manifest, InputReader reader)
    {
        if (manifest.Complete && (_inputs != manifest.Inputs || reader.Position != manifest.InputBytes))
        {
            throw new CommandFailure(
                ExitCode.DataInvalid,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{_request.Path} has {_inputs} inputs of the {manifest.Inputs} that its manifest names"
                ) + " (fetch the recording again)"
            );
        }
    }

    // The old events go when it is certain that the input can give new ones; until those are there, the run
    // counts as one that has crashed.
    private EventRecorder ReplaceEvents(RunManifest manifest)
    {
        using InputReader reader = new(_request.Path);
        for (_inputs = 0; reader.TryRead(out _); Look(_inputs))
        {
            _inputs++;
        }

        RefuseIfShort(manifest, reader);
        if (_inputs == 0)
        {
            throw new CommandFailure(
                ExitCode.DataInvalid,
                $"{_request.Path} has no input to make events of (its events stay as they are)"
            );
        }

        _inputs = 0;
        (manifest with { Complete = false }).Save(_request.Path);
        return new EventRecorder(_request.Path, new EventRecorderOptions { Replaces = true });
    }

    private void Keep(EventRecorder rebuilt, RunManifest manifest, InputReader reader)
    {
        rebuilt.Complete();
        if (rebuilt.Fault is Exception fault)
        {
            throw new CommandFailure(
                ExitCode.Failure,
                $"the events could not be written: {fault.Message} (make room and rebuild again)",
                fault
            );
        }

        RunManifest whole = manifest with
        {
            Complete = true,
            Inputs = _inputs,
            InputBytes = reader.Position,
            Events = _tally.Events,
            EventsHash = _hash.Text,
        };
        whole.Save(_request.Path);
    }

    private static FrameFileWriter NewFrames(string path)
    {
        try
        {
            return new FrameFileWriter(path);
        }
        catch (Exception refused)
            when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                $"cannot write {path}: {refused.Message} (name a new file)",
                refused
            );
        }
    }

    private FeedSummary ReplayFrames()
    {
        EventBatch batch = new(Take);
        FeedSequencer<TallySink> sequencer = new(RunPlan.OfFrames, new TallySink(batch));
        using FrameFileReader reader = new(_request.Path);
        while (reader.TryRead(out InputRecord record))
        {
            Step(sequencer, in record, frames: null);
        }

        batch.Flush();
        return Summary("frames", "at the end").Counting(sequencer.Counters, sequencer.OrderCounters);
    }

    private void Step(FeedSequencer<TallySink> sequencer, in InputRecord record, FrameFileWriter? frames)
    {
        if (!_pace.Wait(record.ReceiveTime, _cancellation))
        {
            _cancellation.ThrowIfCancellationRequested();
        }

        sequencer.Replay(record.Kind, record.Payload, record.ReceiveTime, record.Position);
        if (record.Kind == InputKind.Message)
        {
            frames?.Write(record.Payload);
        }

        _inputs++;
        Look(_inputs);
    }

    private void Take(ReadOnlySpan<ChainEvent> events)
    {
        foreach (ref readonly ChainEvent e in events)
        {
            _tally.Count(in e);
        }

        _hash.Append(events);
    }

    private void PaceEach(ReadOnlySpan<ChainEvent> events)
    {
        foreach (ref readonly ChainEvent e in events)
        {
            if (e.ReceiveTime != 0 && !_pace.Wait(e.ReceiveTime, _cancellation))
            {
                _cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    private void Look(long count)
    {
        if (count % InputsBetweenLooks == 0 || !_pace.IsMax)
        {
            _cancellation.ThrowIfCancellationRequested();
            _progress.Show(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"replaying: {_inputs:#,0} inputs, {_tally.Events:#,0} events"
                )
            );
        }
    }

    private FeedSummary Summary(string from, string end) =>
        FeedSummary.Of(_tally, _request.Path, from, end, _hash.Text);

    private static string Ending(TornTail? torn) =>
        torn is TornTail tail
            ? $"before a torn tail of {tail.Bytes} bytes, which a crash left"
            : "at the end";

    private ExitCode Conclude(FeedSummary summary)
    {
        if (summary.FirstDifference is long at)
        {
            string where = at.ToString("#,0", CultureInfo.InvariantCulture);
            throw new CommandFailure(
                ExitCode.VerificationMismatch,
                $"event {where} is not as it was recorded (replay with --rebuild to write the events anew)"
            );
        }

        // Who has the events written anew knows that the old ones were others.
        return _request.Rebuild || summary.RecordedHash is null || summary.RecordedHash == summary.EventsHash
            ? ExitCode.Ok
            : throw new CommandFailure(
                ExitCode.VerificationMismatch,
                "the events differ from those that were recorded (replay with --rebuild to write them anew)"
            );
    }
}
