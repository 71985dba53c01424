using System.Text;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;

namespace FastArb.Feeds;

/// <summary>
/// The run that blocks of the past are put into, new or gone on with: as messages of a feed, so that whatever
/// reads a recording reads this one. A run that was broken off is replayed first.
/// </summary>
internal sealed class FetchRun : IDisposable
{
    private const byte OnlyConnection = 0;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long NanosecondsPerTick = 100;

    // Deeper than any reorganisation that can be followed.
    private const int HashesMax = 256;

    private readonly string _folder;
    private readonly InputRecorder _input;
    private readonly EventRecorder _events;
    private readonly EventBatch _batch;
    private readonly EventTally _tally = new();
    private readonly FeedSequencer<TallySink> _sequencer;
    private readonly Thread _writer;
    private readonly (long Number, UInt256 Hash)[] _hashes = new (long, UInt256)[HashesMax];
    private readonly MemoryStream _message = new();
    private readonly long _delayNs;
    private RunManifest _manifest;
    private Exception? _fault;
    private long _receiveTime;
    private bool _isCompleted;

    // A run that was cut off may end in the middle of a block, and then its last one is not sealed.
    private bool _hasWholeBlocks;

    private FetchRun(string folder, RunManifest manifest, bool continues)
    {
        _folder = folder;
        _manifest = manifest;
        _delayNs = manifest.ChainDelay.Ticks * NanosecondsPerTick;
        _batch = new EventBatch(Take);
        _sequencer = new FeedSequencer<TallySink>(RunPlan.Of(manifest), new TallySink(_batch));
        _events = NewRunFolder.Begin(
            folder,
            run => new EventRecorder(
                run,
                new EventRecorderOptions { ChainId = manifest.ChainId, Replaces = continues }
            )
        );
        _hasWholeBlocks = !continues;
        Recorded = continues ? Replay() : 0;
        _input = NewRunFolder.Begin(
            folder,
            run => new InputRecorder(
                run,
                new InputRecorderOptions { ChainId = manifest.ChainId, Continues = continues }
            )
        );
        _batch.Flush();
        _writer = new Thread(Write) { Name = "input writer", IsBackground = true };
        _writer.Start();
    }

    /// <summary>Inputs that were there before.</summary>
    public long Recorded { get; }

    public long FirstBlock => _tally.FirstBlock;

    /// <summary>The last block that is in it; nothing before the first one.</summary>
    public BlockIdentity Head => _sequencer.Head;

    public bool HasBlocks => _tally.FirstBlock >= 0;

    public long Logs => _tally.Of(ChainEventKind.Log);

    /// <summary>Why it cannot be gone on with; null as long as it can.</summary>
    public Exception? Fault => _input.Fault ?? _events.Fault ?? _fault;

    /// <summary>Begins a run, or opens the one that is there; refuses one of another kind.</summary>
    public static FetchRun Open(string folder, RunManifest wanted)
    {
        if (!File.Exists(RunFolder.ManifestOf(folder)))
        {
            NewRunFolder.Make(folder, wanted);
            return new FetchRun(folder, wanted, continues: false);
        }

        RunManifest found = Load(folder);
        string? difference =
            found.EventTime != wanted.EventTime ? "it is no fetched run"
            : found.ChainId != wanted.ChainId ? $"it is of chain {found.ChainId}"
            : found.ChainDelay != wanted.ChainDelay || !Same(found, wanted) ? "it wants other logs"
            : null;
        if (difference is not null)
        {
            throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                $"{folder} cannot be gone on with: {difference} (name a new folder)"
            );
        }

        // Until it ends whole, it counts as one that has crashed.
        found = found with
        {
            Complete = false,
            Endpoints = [.. found.Endpoints.Union(wanted.Endpoints, StringComparer.Ordinal)],
        };
        NewRunFolder.Begin(folder, run => Saved(found, run));
        return new FetchRun(folder, found, continues: true);
    }

    /// <summary>A run begins, or goes on, with a node.</summary>
    public void Connect(FeedEndpoint node) =>
        Accept(InputKind.Connected, Encoding.UTF8.GetBytes(node.ToString()));

    /// <summary>The hash of a block that is in it, where it is not too long ago.</summary>
    public bool TryHashAt(long number, out UInt256 hash)
    {
        (long at, hash) = _hashes[number % HashesMax];
        return at == number && HasBlocks && number <= Head.Number;
    }

    /// <summary>A block, and then its logs, each as the node wrote it.</summary>
    public void Add(ref readonly BlockHead head, byte[] text, IReadOnlyList<byte[]> logs)
    {
        long time = (head.Timestamp * NanosecondsPerSecond) + _delayNs;
        _receiveTime = Math.Max(_receiveTime, time);
        Notify(text);
        foreach (byte[] log in logs)
        {
            Notify(log);
        }

        _hasWholeBlocks = true;
    }

    /// <summary>Hands on what events there are: then the run knows all that was added.</summary>
    public void Flush() => _batch.Flush();

    /// <summary>Writes what there is, and what it is.</summary>
    public FeedSummary Complete(string from, string end)
    {
        Accept(InputKind.End, _hasWholeBlocks ? [1] : []);
        _batch.Flush();
        _isCompleted = true;
        _input.Complete();
        _writer.Join();
        _events.Complete();
        _manifest = _manifest with
        {
            Complete = Fault is null,
            Inputs = _sequencer.InputCount,
            InputBytes = _input.Position,
            Events = _tally.Events,
            EventsHash = _events.HashText,
        };
        _fault ??= NewRunFolder.Finish(_folder, _manifest);
        return FeedSummary
            .Of(_tally, _folder, from, end, _events.HashText)
            .Counting(_sequencer.Counters, _sequencer.OrderCounters) with
        {
            Inputs = _sequencer.InputCount,
        };
    }

    public void Dispose()
    {
        if (!_isCompleted)
        {
            _input.Complete();
            _writer.Join();
        }

        _input.Dispose();
        _events.Dispose();
        _message.Dispose();
    }

    private static RunManifest Load(string folder)
    {
        try
        {
            return RunManifest.Load(folder);
        }
        catch (Exception unreadable)
            when (unreadable is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new CommandFailure(
                ExitCode.DataInvalid,
                $"{folder} cannot be gone on with: {unreadable.Message} (name a new folder)",
                unreadable
            );
        }
    }

    private static bool Saved(RunManifest manifest, string folder)
    {
        manifest.Save(folder);
        return true;
    }

    private static bool Same(RunManifest found, RunManifest wanted) =>
        !found.Rules.IsDefault
        && found.Rules.Length == wanted.Rules.Length
        && found
            .Rules.Zip(wanted.Rules)
            .All(pair =>
                pair.First.Addresses.SequenceEqual(pair.Second.Addresses)
                && pair.First.Topic0.SequenceEqual(pair.Second.Topic0)
                && pair.First.Topic1.SequenceEqual(pair.Second.Topic1)
                && pair.First.Topic2.SequenceEqual(pair.Second.Topic2)
            );

    // The events are made anew from the input: after a crash the two need not have ended at the same place.
    private long Replay()
    {
        if (!Directory.Exists(RunFolder.InputOf(_folder)))
        {
            return 0;
        }

        try
        {
            using InputReader reader = new(_folder);
            while (reader.TryRead(out InputRecord record))
            {
                _receiveTime = Math.Max(_receiveTime, record.ReceiveTime);
                _sequencer.Replay(record.Kind, record.Payload, record.ReceiveTime, record.Position);
            }

            return reader.RecordCount;
        }
        catch (RecordingDamagedException damaged)
        {
            throw new CommandFailure(
                ExitCode.DataInvalid,
                $"{damaged.Message} (what is damaged cannot be gone on with; fetch into a new folder)",
                damaged
            );
        }
    }

    private void Notify(ReadOnlySpan<byte> result)
    {
        _message.SetLength(0);
        _message.Write("{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\","u8);
        _message.Write("\"params\":{\"subscription\":\"0x0\",\"result\":"u8);
        _message.Write(result);
        _message.Write("}}"u8);
        Accept(InputKind.Message, _message.GetBuffer().AsSpan(0, (int)_message.Length));
    }

    private void Accept(InputKind kind, ReadOnlySpan<byte> payload)
    {
        long position = _input.Append(kind, OnlyConnection, payload, _receiveTime);
        _sequencer.Replay(kind, payload, _receiveTime, position);
    }

    // Never ahead of the input: what is on the disk, after a crash too, is what the input gives again.
    private void Take(ReadOnlySpan<ChainEvent> events)
    {
        foreach (ref readonly ChainEvent e in events)
        {
            _tally.Count(in e);
            if (e.Kind == ChainEventKind.BlockBegin)
            {
                _hashes[e.BlockNumber % HashesMax] = (e.BlockNumber, e.Words[0]);
            }
        }

        // While the run is replayed there is no recorder yet.
        InputRecorder? input = _input;
        long position = input?.Position ?? 0;
        SpinWait pause = default;
        while (input?.WrittenPosition < position && input.Fault is null && _fault is null)
        {
            pause.SpinOnce();
        }

        _events.Append(events);
    }

    private void Write()
    {
        try
        {
            _input.Run();
        }
        catch (Exception fault)
        {
            _fault = fault;
        }
    }
}
