using FastArb.Chain;
using FastArb.Feed;
using FastArb.Market;

namespace FastArb.Pipeline;

/// <summary>
/// Builds a lane from what a run has on the disk: the newest checkpoint that will do, then the events, as far
/// as they are written. One thread's; the lane is that thread's too until it has caught up.
/// </summary>
public sealed class LaneCatchUp(EnginePlan plan, string runFolder) : IDisposable
{
    private readonly Lazy<UInt128> _plan = new(() => PlanFingerprint.Of(plan));
    private readonly List<string> _skipped = [];
    private EventReader? _reader;
    private long _readTo;

    /// <summary>Which checkpoints the last lane could not begin with, and why: a sentence each.</summary>
    public IReadOnlyList<string> Skipped => _skipped;

    /// <summary>
    /// A lane as it was at the newest checkpoint that will do; without one, as a lane begins. Handlers that
    /// are named get nothing from those events on.
    /// </summary>
    public Lane Begin(int seat, LaneOutbox outbox, bool asks, IEnumerable<HandlerFault> interventions)
    {
        HandlerFault[] faults = [.. plan.Interventions, .. interventions];
        _skipped.Clear();
        foreach (string path in CheckpointFiles.In(runFolder))
        {
            try
            {
                Checkpoint checkpoint = Checkpoint.Parse(File.ReadAllBytes(path));
                if (checkpoint.Plan != _plan.Value)
                {
                    _skipped.Add($"{path}: it is of another market, other handlers or another program");
                }
                else if (WillDo(checkpoint))
                {
                    return plan.NewLane(seat, outbox, asks, faults, checkpoint);
                }
            }
            catch (RecordingDamagedException)
            {
                throw;
            }
            catch (Exception unfit)
            {
                // Of another program's handler too: there is an older one, or the beginning.
                _skipped.Add($"{path}: {unfit.Message.ReplaceLineEndings(" ")}");
            }
        }

        return plan.NewLane(seat, outbox, asks, faults, from: null);
    }

    /// <summary>
    /// Gives the lane the events below this one that are on the disk, and returns its next one.
    /// </summary>
    /// <exception cref="RecordingDamagedException">The events are damaged.</exception>
    public long Advance(Lane lane, long untilSequence, CancellationToken stop) =>
        Advance(lane, untilSequence, null, stop);

    public void Dispose() => _reader?.Dispose();

    /// <summary>The same; after each sealed block something is done.</summary>
    internal long Advance(Lane lane, long untilSequence, Action? onSealed, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(lane);
        if (_reader is null || _readTo != lane.NextSequence)
        {
            _reader?.Dispose();
            _reader = EventReader.Following(runFolder, lane.NextSequence);
        }

        while (
            lane.NextSequence < untilSequence
            && !lane.IsAbandoned
            && !stop.IsCancellationRequested
            && _reader.TryRead(out ReadOnlySpan<ChainEvent> events)
        )
        {
            foreach (ref readonly ChainEvent e in events)
            {
                if (e.Sequence == untilSequence)
                {
                    _reader.GoBackTo(untilSequence);
                    break;
                }

                lane.On(in e);
                if (e.Kind == ChainEventKind.BlockSealed)
                {
                    onSealed?.Invoke();
                }
            }
        }

        return _readTo = lane.NextSequence;
    }

    // Nothing behind a checkpoint can be undone. It will do once so many blocks have followed that no reorg
    // can reach there without reaching deeper than any lane can go, and if none has done so meanwhile.
    private bool WillDo(Checkpoint checkpoint)
    {
        using EventReader log = EventReader.Following(runFolder, checkpoint.Sequence);
        while (log.TryRead(out ReadOnlySpan<ChainEvent> events))
        {
            foreach (ref readonly ChainEvent e in events)
            {
                if (e.Kind is ChainEventKind.Reorg or ChainEventKind.Resynchronise)
                {
                    if (e.BlockNumber < checkpoint.Head.Number)
                    {
                        return false;
                    }
                }
                else if (
                    e.Kind == ChainEventKind.BlockBegin
                    && e.BlockNumber >= checkpoint.Head.Number + PoolTable.UndoBlocksMax
                )
                {
                    return true;
                }
            }
        }

        return false;
    }
}
