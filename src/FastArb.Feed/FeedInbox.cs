namespace FastArb.Feed;

/// <summary>
/// What other threads have for the reader's: answers that came another way, the watchdog's verdicts. Bounded:
/// whoever finds it full is told so, and waits or leaves it. Off the hot path, so a lock will do; while it is
/// empty it costs the reader one read of memory.
/// </summary>
public sealed class FeedInbox
{
    private readonly Lock _lock = new();
    private readonly Queue<Item> _items;
    private readonly int _itemsMax;
    private readonly long _bytesMax;
    private long _bytes;
    private volatile bool _hasItems;

    public FeedInbox(int itemsMax = 256, long bytesMax = 64 * 1024 * 1024)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(itemsMax, 1);
        _itemsMax = itemsMax;
        _bytesMax = bytesMax;
        _items = new Queue<Item>(itemsMax);
    }

    /// <summary>Whether something lies in it. The reader looks between two receives.</summary>
    public bool HasItems => _hasItems;

    /// <summary>Lays an input down, in any thread; false where there is no room for it.</summary>
    public bool TryPost(InputKind kind, byte connection, byte[] payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        lock (_lock)
        {
            // One that is larger than everything may still pass through an empty box.
            bool isFull = _items.Count >= _itemsMax || _bytes + payload.Length > _bytesMax;
            if (isFull && _items.Count > 0)
            {
                return false;
            }

            _items.Enqueue(new Item(kind, connection, payload));
            _bytes += payload.Length;
            _hasItems = true;
            return true;
        }
    }

    /// <summary>The oldest input, for the reader's thread.</summary>
    public bool TryTake(out InputKind kind, out byte connection, out ReadOnlyMemory<byte> payload)
    {
        lock (_lock)
        {
            if (!_items.TryDequeue(out Item item))
            {
                kind = InputKind.None;
                connection = 0;
                payload = default;
                return false;
            }

            _bytes -= item.Payload.Length;
            _hasItems = _items.Count > 0;
            kind = item.Kind;
            connection = item.Connection;
            payload = item.Payload;
            return true;
        }
    }

    private readonly record struct Item(InputKind Kind, byte Connection, byte[] Payload);
}
