using FastArb.Chain;
using FastArb.Feed;
using FastArb.Ring;

namespace FastArb.Feeds;

/// <summary>The ring's consumer that records events, and counts what they are.</summary>
internal readonly struct EventRecording : IEventHandler<ChainEvent>
{
    private readonly EventRecorder _recorder;
    private readonly EventTally _tally;

    public EventRecording(EventRecorder recorder, EventTally tally)
    {
        _recorder = recorder;
        _tally = tally;
    }

    public void OnEvent(ref ChainEvent data, long sequence, bool endOfBatch)
    {
        _recorder.Append(in data);
        _tally.Count(in data);
    }
}
