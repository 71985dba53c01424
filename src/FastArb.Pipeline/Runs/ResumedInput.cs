using System.Buffers.Binary;
using System.Diagnostics;
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

    private ResumedInput(string runFolder) => RunFolder = runFolder;

    public string RunFolder { get; }

    /// <summary>How many inputs there are.</summary>
    public long Inputs { get; private set; }

    /// <summary>Where the next one will be.</summary>
    public long Position { get; private set; }

    /// <summary>What a crash left of the last input.</summary>
    public TornTail? TornTail { get; private set; }

    /// <summary>The last question of a market that was put; 0: none.</summary>
    public ulong LastTag { get; private set; }

    /// <summary>The first event that was cut off since the input does not give it; -1: none was.</summary>
    public long EventsCutFrom { get; private set; } = -1;

    /// <summary>How long it took to take all of it again.</summary>
    public TimeSpan ReplayTime { get; private set; }

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
        long start = Stopwatch.GetTimestamp();
        using InputReader reader = new(RunFolder);
        while (!stop.IsCancellationRequested && reader.TryRead(out InputRecord record))
        {
            sequencer.Replay(record.Kind, record.Payload, record.ReceiveTime, record.Position);
        }

        ReplayTime = Stopwatch.GetElapsedTime(start);
    }

    private void LookThrough()
    {
        using InputReader reader = new(RunFolder);
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

    // What the input does not give would be taken for what it gives once it has grown that far.
    private void LookAtEvents()
    {
        EventIndex index = EventIndex.Open(RunFolder);
        int known = index.Entries.Length - 1;
        if (!HasForeign(known < 0 ? 0 : index.Entries[known].Sequence))
        {
            return;
        }

        while (known >= 0 && index.Entries[known].InputPosition >= Position)
        {
            known--;
        }

        known -= BlocksHeldMax;
        EventsCutFrom = known < 0 ? 0 : index.Entries[known].Sequence;
        EventRecorder.Cut(RunFolder, EventsCutFrom);
        CheckpointFiles.DropBehind(RunFolder, EventsCutFrom);
    }

    private bool HasForeign(long fromSequence)
    {
        using EventReader reader = new(RunFolder, fromSequence);
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
