// Runs on the thread of the lane that owns it. Allocates at construction only; a log costs two copies.
using System.Runtime.InteropServices;

namespace FastArb.Market.Internals;

/// <summary>
/// What logs did to pools that are being loaded: each pool's own, in order, in one array that never grows.
/// </summary>
internal sealed class LogBuffer
{
    private const int None = -1;

    private readonly Entry[] _entries;
    private readonly int[] _first;
    private readonly int[] _last;
    private int _free;

    public LogBuffer(int pools, int capacity)
    {
        _entries = new Entry[capacity];
        for (int i = 0; i < capacity; i++)
        {
            _entries[i].Next = i + 1 < capacity ? i + 1 : None;
        }

        _first = new int[pools];
        _last = new int[pools];
        Array.Fill(_first, None);
        Array.Fill(_last, None);
    }

    public int Count { get; private set; }

    /// <summary>False where there is no room.</summary>
    public bool TryAdd(int pool, long block, uint transactionIndex, ref readonly PoolChange change)
    {
        if (_free == None)
        {
            return false;
        }

        int at = _free;
        ref Entry entry = ref _entries[at];
        _free = entry.Next;
        entry.Change = change;
        entry.Block = block;
        entry.TransactionIndex = transactionIndex;
        entry.Previous = _last[pool];
        entry.Next = None;
        if (_last[pool] == None)
        {
            _first[pool] = at;
        }
        else
        {
            _entries[_last[pool]].Next = at;
        }

        _last[pool] = at;
        Count++;
        return true;
    }

    /// <summary>Forgets a pool's logs.</summary>
    public void Release(int pool) => ReleaseAbove(pool, long.MinValue);

    /// <summary>Forgets the logs of blocks that never happened.</summary>
    public void ReleaseAbove(long block)
    {
        for (int pool = 0; pool < _last.Length && Count > 0; pool++)
        {
            ReleaseAbove(pool, block);
        }
    }

    /// <summary>A pool's logs of the blocks above one, in order.</summary>
    public Reader Above(int pool, long block) => new(_entries, _first[pool], block);

    private void ReleaseAbove(int pool, long block)
    {
        int at = _last[pool];
        while (at != None && _entries[at].Block > block)
        {
            int before = _entries[at].Previous;
            _entries[at].Next = _free;
            _free = at;
            Count--;
            at = before;
        }

        _last[pool] = at;
        if (at == None)
        {
            _first[pool] = None;
        }
        else
        {
            _entries[at].Next = None;
        }
    }

    internal ref struct Reader(Entry[] entries, int first, long block)
    {
        private int _next = first;
        private int _current = None;

        public readonly ref readonly Entry Current => ref entries[_current];

        public bool MoveNext()
        {
            do
            {
                _current = _next;
                _next = _current == None ? None : entries[_current].Next;
            } while (_current != None && entries[_current].Block <= block);

            return _current != None;
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct Entry
    {
        public PoolChange Change;
        public long Block;
        public uint TransactionIndex;
        public int Next;
        public int Previous;
    }
}
