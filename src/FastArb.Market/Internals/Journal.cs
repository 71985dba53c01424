// Runs on the thread that owns the table. Allocates at construction only; an entry costs what its bytes cost.
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace FastArb.Market.Internals;

/// <summary>
/// The last entries in the order in which they were written, numbered for ever, in a ring; and where each of
/// the last blocks begins among them.
/// </summary>
internal sealed class Journal
{
    /// <summary>So deep a reorganisation can be undone.</summary>
    public const int BlocksKept = 64;

    /// <summary>The <see cref="Head"/> before any block has begun.</summary>
    public const long NoBlock = -1;

    /// <summary>No entry: in the place of a number.</summary>
    public const long NoEntry = -1;

    private const int FetchedAhead = 8;

    private readonly JournalEntry[] _entries;

    // The first entry of each block; the blocks follow each other, and the last one is the head.
    private readonly long[] _firsts = new long[BlocksKept];
    private long _blocksBegin;
    private long _blocksEnd;

    public Journal(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _entries = new JournalEntry[BitOperations.RoundUpToPowerOf2((uint)capacity)];
    }

    public int Capacity => _entries.Length;

    /// <summary>The block that the table stands in: the last that began or was gone back to.</summary>
    public long Head { get; private set; } = NoBlock;

    /// <summary>The number of the next entry.</summary>
    public long Next { get; private set; }

    /// <summary>The number of the oldest entry that has not been overwritten.</summary>
    public long Oldest { get; private set; }

    /// <summary>How many entries were added or taken back: the same while nothing has changed.</summary>
    public long ChangeCount { get; private set; }

    public ref JournalEntry this[long number]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _entries[number & (_entries.Length - 1)];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref JournalEntry Add(out long number)
    {
        ChangeCount++;
        number = Next++;
        Oldest += Next - Oldest > _entries.Length ? 1 : 0;
        Fetch(number + FetchedAhead);
        return ref this[number];
    }

    /// <summary>The last entry, which is gone with the next one that is added.</summary>
    public ref readonly JournalEntry TakeBack()
    {
        Next--;
        ChangeCount++;
        return ref this[Next];
    }

    /// <summary>
    /// The following entries are of this block. Where it does not follow the last one, the blocks before it
    /// are forgotten.
    /// </summary>
    public void BeginBlock(long number)
    {
        if (number != Head + 1)
        {
            _blocksBegin = _blocksEnd;
        }

        FirstOf(_blocksEnd++) = Next;
        _blocksBegin = Math.Max(_blocksBegin, _blocksEnd - BlocksKept);
        Head = number;
    }

    /// <summary>
    /// The first entry of a block; false where the block, or an entry of it, is no longer kept.
    /// </summary>
    public bool TryFindBlock(long number, out long first)
    {
        long at = _blocksEnd - 1 - (Head - number);
        first = at >= _blocksBegin && at < _blocksEnd ? FirstOf(at) : NoEntry;
        return first >= Oldest;
    }

    /// <summary>The head is an earlier block, whose entries and those before it remain.</summary>
    public void SetHead(long number)
    {
        _blocksEnd = Math.Max(_blocksBegin, _blocksEnd - (Head - number));
        Head = number;
    }

    /// <summary>Forgets all entries and blocks.</summary>
    public void Clear()
    {
        Oldest = Next;
        ChangeCount++;
        _blocksBegin = _blocksEnd;
        Head = NoBlock;
    }

    /// <summary>Forgets all entries and blocks; the next one is above this.</summary>
    public void BeginAbove(long number)
    {
        Clear();
        Head = number;
    }

    // What an entry overwrites left the caches long ago; it comes back while others are written. The
    // array may
    // have been moved meanwhile: then the wrong lines come.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe void Fetch(long number)
    {
        if (Sse.IsSupported)
        {
            byte* entry = (byte*)Unsafe.AsPointer(ref this[number]);
            Sse.Prefetch0(entry);
            Sse.Prefetch0(entry + (JournalEntry.ByteCount / 2));
        }
    }

    private ref long FirstOf(long at) => ref _firsts[at & (BlocksKept - 1)];
}
