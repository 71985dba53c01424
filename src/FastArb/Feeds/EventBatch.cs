using FastArb.Chain;

namespace FastArb.Feeds;

/// <summary>Gathers events until there are enough to be worth a call.</summary>
internal sealed class EventBatch
{
    private const int Capacity = 256;

    private readonly ChainEvent[] _events = new ChainEvent[Capacity];
    private readonly Action<ReadOnlySpan<ChainEvent>> _take;
    private int _count;

    public EventBatch(Action<ReadOnlySpan<ChainEvent>> take) => _take = take;

    public ref ChainEvent Claim()
    {
        if (_count == Capacity)
        {
            Flush();
        }

        return ref _events[_count];
    }

    public void Publish() => _count++;

    public void Flush()
    {
        _take(_events.AsSpan(0, _count));
        _count = 0;
    }
}
