using System.Buffers.Binary;
using FastArb.Chain;
using FastArb.Feed;

namespace FastArb.Pipeline;

/// <summary>
/// The input of a run that ended, by itself or by a crash, and is to go on: looked through from end to end
/// first, so that damage is found before anything is changed; then taken again by the sequencer, which is
/// thereby as it was.
/// </summary>
public sealed class ResumedInput
{
    // A block may have waited in the order for an input that is gone: no longer than for so many others.
    private const int BlocksHeldMax = 1_024;

    private readonly string _runFolder;

    private ResumedInput(string runFolder) => _runFolder = runFolder;

    /// <summary>How many inputs there are.</summary>
    public long Inputs { get; private set; }

    /// <summary>Where the next one will be.</summary>
    public long Position { get; private set; }

    /// <summary>What a crash left of the last input.</summary>
    public TornTail? TornTail { get; private set; }

    /// <summary>The last question of a market that was put; 0: none.</summary>
    public ulong LastTag { get; private set; }

    /// <summary>
    /// Lanes may take recorded events below this one before the input is taken again: it gives these.
    /// </summary>
    public long EventsKnown { get; private set; }

    /// <summary>
    /// Looks through a run's input. Events that it does not give, since a power failure took more of it than
    /// of them, are cut off, and checkpoints behind them.
    /// </summary>
    /// <exception cref="RecordingDamagedException">The input is damaged elsewhere than at its end, or the
    /// events are.</exception>
    public static ResumedInput Open(string runFolder)
    {
        ResumedInput input = new(runFolder);
        input.LookThrough();
        input.LookAtEvents();
        return input;
    }

    /// <summary>Takes every input again. The lanes skip the events that they have.</summary>
    public void Replay<TSink>(FeedSequencer<TSink> sequencer, CancellationToken stop)
        where TSink : struct, IChainEventSink
    {
        ArgumentNullException.ThrowIfNull(sequencer);
        using InputReader reader = new(_runFolder);
        while (!stop.IsCancellationRequested && reader.TryRead(out InputRecord record))
        {
            sequencer.Replay(record.Kind, record.Payload, record.ReceiveTime, record.Position);
        }
    }

    private void LookThrough()
    {
        using InputReader reader = new(_runFolder);
        while (reader.TryRead(out InputRecord record))
        {
            if (record.Kind == InputKind.Asked && record.Payload.Length >= sizeof(ulong))
            {
                LastTag = Math.Max(LastTag, BinaryPrimitives.ReadUInt64LittleEndian(record.Payload));
            }
        }

        Inputs = reader.RecordCount;
        Position = reader.Position;
        TornTail = reader.TornTail;
    }

    // An event that follows from the clock alone has no place in the input: so events are known up to the
    // last block that an input which is there began.
    private void LookAtEvents()
    {
        EventIndex index = EventIndex.Open(_runFolder);
        int known = index.Entries.Length - 1;
        EventsKnown = known < 0 ? 0 : index.Entries[known].Sequence;
        if (!HasForeign(EventsKnown))
        {
            return;
        }

        while (known >= 0 && index.Entries[known].InputPosition >= Position)
        {
            known--;
        }

        known -= BlocksHeldMax;
        EventsKnown = known < 0 ? 0 : index.Entries[known].Sequence;
        EventRecorder.Cut(_runFolder, EventsKnown);
        CheckpointFiles.DropBehind(_runFolder, EventsKnown);
    }

    private bool HasForeign(long fromSequence)
    {
        using EventReader reader = new(_runFolder, fromSequence);
        while (reader.TryRead(out ReadOnlySpan<ChainEvent> events))
        {
            foreach (ref readonly ChainEvent e in events)
            {
                if (e.Position >= Position)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
