using FastArb.Chain;
using FastArb.Feed;
using FastArb.Ring;

namespace FastArb.Pipeline;

/// <summary>
/// The ring's consumer that records events. It never gets ahead of the input: what is on the disk, after a
/// crash too, is what the recorded input gives again.
/// </summary>
public struct EventRecording : IEventHandler<ChainEvent>
{
    private readonly InputRecorder _input;
    private readonly EventRecorder _recorder;
    private bool _hasStopped;
    private bool _hasSeal;

    public EventRecording(RunRecorders recorders)
    {
        ArgumentNullException.ThrowIfNull(recorders);
        _input = recorders.Input;
        _recorder = recorders.Events;
    }

    public void OnBatchStart(long batchSize)
    {
        // An input is recorded before its events are published, so this is behind all of this batch.
        long position = _input.Position;
        SpinWait pause = default;
        while (_input.WrittenPosition < position && !_hasStopped)
        {
            pause.SpinOnce();
            _hasStopped = _input.Fault is not null;
        }
    }

    public void OnEvent(ref ChainEvent data, long sequence, bool endOfBatch)
    {
        if (_hasStopped)
        {
            return;
        }

        _recorder.Append(in data);
        _hasSeal |= data.Kind == ChainEventKind.BlockSealed;
        if (endOfBatch && _hasSeal)
        {
            // Lanes that are built from the disk are behind by no more than a block.
            _recorder.Flush();
            _hasSeal = false;
        }
    }
}
