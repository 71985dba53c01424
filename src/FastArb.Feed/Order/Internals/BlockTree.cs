using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastArb.Chain;
using FastArb.EvmMath;

namespace FastArb.Feed.Internals;

// Runs on the reader's thread; allocates at construction only; a look-up costs a hash probe, a log a copy.
/// <summary>
/// Blocks by hash, whatever branch they are on, and their logs by index. A block's contents follow from its
/// hash, so a reorg takes nothing out of here: a branch that comes back is there already.
/// </summary>
internal sealed class BlockTree
{
    // Sequence, event time, receive time and position: a slot's first fields.
    private const int StampWords = 4;

    /// <summary>Blocks; a place of it is a block's number here.</summary>
    public readonly BlockNode[] Nodes;

    /// <summary>Their headers.</summary>
    public readonly BlockHead[] Heads;

    /// <summary>Slots of logs.</summary>
    public readonly ChainEvent[] Slots;

    private readonly int[] _slotNext;
    private readonly int[] _nodeFree;
    private readonly int[] _index;
    private readonly int _mask;
    private int _nodeFreeCount;
    private int _slotFree;

    public BlockTree(int blocks, int slots)
    {
        Nodes = new BlockNode[blocks];
        Heads = new BlockHead[blocks];
        Slots = new ChainEvent[slots];
        _slotNext = new int[slots];
        _nodeFree = new int[blocks];
        _nodeFreeCount = blocks;
        for (int i = 0; i < blocks; i++)
        {
            _nodeFree[i] = blocks - 1 - i;
        }

        for (int i = 0; i < slots; i++)
        {
            _slotNext[i] = i + 1 < slots ? i + 1 : BlockNode.None;
        }

        SlotFreeCount = slots;
        // A quarter full at most: most look-ups end at the first place.
        _index = new int[BitOperations.RoundUpToPowerOf2((uint)blocks * 4)];
        _mask = _index.Length - 1;
        Array.Fill(_index, BlockNode.None);
    }

    public bool HasFreeNode => _nodeFreeCount > 0;

    public int SlotFreeCount { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int SlotAfter(int slot) => _slotNext[slot];

    /// <summary>The block of this hash, or none.</summary>
    public int Find(in UInt256 hash)
    {
        int at = Home(in hash);
        while (true)
        {
            int node = _index[at];
            if (node < 0 || Nodes[node].Hash == hash)
            {
                return node;
            }

            at = (at + 1) & _mask;
        }
    }

    /// <summary>A block that is not in yet; there must be a free node.</summary>
    public int Add(in UInt256 hash, long number)
    {
        int node = _nodeFree[--_nodeFreeCount];
        Nodes[node] = new BlockNode
        {
            Hash = hash,
            Number = number,
            Flags = BlockFlags.Exists,
            First = BlockNode.None,
            Last = BlockNode.None,
            Cursor = BlockNode.None,
            PathChild = BlockNode.None,
        };
        int at = Home(in hash);
        while (_index[at] >= 0)
        {
            at = (at + 1) & _mask;
        }

        _index[at] = node;
        return node;
    }

    public void Remove(int node)
    {
        RemoveLogs(node);
        int gap = Home(in Nodes[node].Hash);
        while (_index[gap] != node)
        {
            gap = (gap + 1) & _mask;
        }

        // Those behind move up where their own place allows it, so that no look-up stops short.
        int at = gap;
        while (true)
        {
            at = (at + 1) & _mask;
            if (_index[at] < 0)
            {
                break;
            }

            int home = Home(in Nodes[_index[at]].Hash);
            if (((at - home) & _mask) >= ((at - gap) & _mask))
            {
                _index[gap] = _index[at];
                gap = at;
            }
        }

        _index[gap] = BlockNode.None;
        Nodes[node].Flags = BlockFlags.None;
        _nodeFree[_nodeFreeCount++] = node;
    }

    public void RemoveLogs(int node)
    {
        ref BlockNode block = ref Nodes[node];
        int count = 0;
        for (int slot = block.First; slot >= 0; slot = _slotNext[slot])
        {
            count++;
        }

        if (count > 0)
        {
            _slotNext[block.Last] = _slotFree;
            _slotFree = block.First;
            SlotFreeCount += count;
        }

        block.First = block.Last = block.Cursor = BlockNode.None;
        block.LogCount = 0;
        block.IndexNext = 0;
    }

    /// <summary>
    /// Whether the block has this log; otherwise the slot after which it belongs, or none for the front.
    /// A log after all others is found at once, one among them by a walk from where the last one was.
    /// </summary>
    public bool HasLog(int node, uint logIndex, out int before)
    {
        ref BlockNode block = ref Nodes[node];
        before = block.Last;
        if (logIndex >= block.IndexNext)
        {
            return false;
        }

        int at = block.Cursor >= 0 && Slots[block.Cursor].LogIndex <= logIndex ? block.Cursor : block.First;
        before = BlockNode.None;
        while (at >= 0 && Slots[at].LogIndex <= logIndex)
        {
            if (Slots[at].LogIndex == logIndex)
            {
                block.Cursor = at;
                return true;
            }

            before = at;
            at = _slotNext[at];
        }

        return false;
    }

    /// <summary>
    /// Keeps a log of the block behind the slot that <see cref="HasLog"/> named; there must be free slots.
    /// Its first slot.
    /// </summary>
    public int Keep(int node, int before, ReadOnlySpan<ChainEvent> slots, in InputStamp stamp)
    {
        int first = Fill(slots, in stamp, out int last);
        Insert(node, before, first, last);
        return first;
    }

    /// <summary>A log in slots that belong to no block yet; there must be free slots.</summary>
    public int Fill(ReadOnlySpan<ChainEvent> slots, in InputStamp stamp, out int last)
    {
        int first = _slotFree;
        last = first;
        for (int i = 0; i < slots.Length; i++)
        {
            last = i == 0 ? first : _slotNext[last];
            ref ChainEvent slot = ref Slots[last];
            slot = slots[i];
            slot.ReceiveTime = stamp.ReceiveTime;
            slot.Position = stamp.Position;
        }

        _slotFree = _slotNext[last];
        _slotNext[last] = BlockNode.None;
        SlotFreeCount -= slots.Length;
        return first;
    }

    /// <summary>Hangs one list of slots behind another.</summary>
    public void Link(int last, int first) => _slotNext[last] = first;

    /// <summary>Gives a list of slots back.</summary>
    public void Release(int first)
    {
        while (first >= 0)
        {
            int next = _slotNext[first];
            _slotNext[first] = _slotFree;
            _slotFree = first;
            SlotFreeCount++;
            first = next;
        }
    }

    /// <summary>The last slot of the log that begins with this one.</summary>
    public int LastPart(int slot)
    {
        while (_slotNext[slot] >= 0 && Slots[_slotNext[slot]].Part != 0)
        {
            slot = _slotNext[slot];
        }

        return slot;
    }

    /// <summary>Whether two logs say the same, whenever and however they came.</summary>
    public bool AreEqual(int one, int other)
    {
        int lastOne = LastPart(one);
        int lastOther = LastPart(other);
        while (Contents(one).SequenceEqual(Contents(other)))
        {
            if (one == lastOne || other == lastOther)
            {
                return one == lastOne && other == lastOther;
            }

            one = _slotNext[one];
            other = _slotNext[other];
        }

        return false;
    }

    /// <summary>Whether the log that begins with this slot says the same as these.</summary>
    public bool IsAt(int slot, ReadOnlySpan<ChainEvent> slots)
    {
        int last = LastPart(slot);
        for (int i = 0; i < slots.Length; i++)
        {
            if (!Contents(slot).SequenceEqual(ContentsOf(slots[i..])))
            {
                return false;
            }

            if (slot == last)
            {
                return i == slots.Length - 1;
            }

            slot = _slotNext[slot];
        }

        return false;
    }

    /// <summary>What a slot says beside its stamps.</summary>
    public ReadOnlySpan<ulong> Contents(int slot) => ContentsOf(Slots.AsSpan(slot, 1));

    /// <summary>The same of slots that are not here, one after the other.</summary>
    public static ReadOnlySpan<ulong> ContentsOf(ReadOnlySpan<ChainEvent> slot) =>
        MemoryMarshal.Cast<ChainEvent, ulong>(slot[..1])[StampWords..];

    /// <summary>
    /// A log in slots of its own becomes the block's, behind the slot that <see cref="HasLog"/> named.
    /// </summary>
    public void Insert(int node, int before, int first, int last)
    {
        ref BlockNode block = ref Nodes[node];
        if (before < 0)
        {
            _slotNext[last] = block.First;
            block.First = first;
        }
        else
        {
            _slotNext[last] = _slotNext[before];
            _slotNext[before] = first;
        }

        if (before == block.Last)
        {
            block.Last = last;
        }

        block.Cursor = first;
        block.LogCount++;
        block.IndexNext = Math.Max(block.IndexNext, (long)Slots[first].LogIndex + 1);
    }

    // A block's hash is as good as random in each of its bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Home(in UInt256 hash) => (int)hash.Limbs.U0 & _mask;
}
