using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;

namespace FastArb.Tests.Feed.Order;

/// <summary>
/// A chain that grows, forks and goes back at random, and says so as nodes do: with heads for every block or
/// for a new branch's tip alone, with removed logs before, after, among the new ones or not at all.
/// </summary>
internal sealed class ModelChain
{
    private const int AddressCount = 12;
    private readonly SeededBits _bits;
    private readonly List<OrderInput> _late = [];
    private List<Block> _left = [];

    public ModelChain(SeededBits bits)
    {
        _bits = bits;
        Addresses =
        [
            .. Enumerable
                .Range(1, AddressCount)
                .Select(i => Address.FromLowBits(new UInt256((ulong)i << 20))),
        ];
        Rules = new WatchRules([
            new WatchRule("pools") { Addresses = [.. Addresses], Topic0 = [new(71), new(72)] },
        ]);
        Blocks.Add(NewBlock(new UInt256(1_000_000), 99));
    }

    public enum Manner
    {
        /// <summary>Removed logs first, then the new branch's logs, then its tip's head.</summary>
        Announced = 0,

        /// <summary>Heads and logs of the new branch, and no word of the old one.</summary>
        Silent = 1,

        /// <summary>Removed logs come some blocks later.</summary>
        Late = 2,

        /// <summary>Removed and new logs in any order, then the tip's head.</summary>
        Shuffled = 3,
    }

    public Address[] Addresses { get; }

    public WatchRules Rules { get; }

    public ScriptedChain Node { get; } = new();

    /// <summary>The chain that is true now.</summary>
    public List<Block> Blocks { get; } = [];

    /// <summary>Notifications since they were taken last.</summary>
    public List<OrderInput> Sent { get; } = [];

    public long HeadNumber => Blocks[^1].Head.Head.Number;

    /// <summary>The block of this number, if the chain is so long.</summary>
    public Block? At(long number)
    {
        long place = number - Blocks[0].Head.Head.Number;
        return place >= 0 && place < Blocks.Count ? Blocks[(int)place] : null;
    }

    public int Below(int limit) => (int)(_bits.NextUInt64() % (ulong)limit);

    public void Extend(int count = 1)
    {
        for (int i = 0; i < count; i++)
        {
            Block block = NewBlock(Blocks[^1].Head.Head.Hash, Blocks[^1].Head.Head.Number);
            Blocks.Add(block);
            List<OrderInput> all = [.. block.Logs];
            all.Insert(Below(all.Count + 1), block.Head);
            Sent.AddRange(all);
            if (_late.Count > 0 && Below(3) == 0)
            {
                SendLate();
            }
        }
    }

    /// <summary>The last blocks are left for a branch that is longer by some.</summary>
    public void Reorganise(int depth, Manner manner)
    {
        int kept = Blocks.Count - depth;
        List<Block> dead = Blocks.GetRange(kept, depth);
        List<Block> fresh = [];
        Block parent = Blocks[kept - 1];
        for (int i = 0; i < depth + Below(2); i++)
        {
            parent = NewBlock(parent.Head.Head.Hash, parent.Head.Head.Number);
            fresh.Add(parent);
        }

        Switch(kept, dead, fresh, manner);
        _left = dead;
    }

    /// <summary>Back to the branch that was left last, with a block more.</summary>
    public void GoBack(Manner manner)
    {
        if (_left.Count == 0)
        {
            return;
        }

        int kept = Blocks.FindIndex(block => block.Head.Head.Hash == _left[0].Head.Head.ParentHash) + 1;
        if (kept == 0 || kept == Blocks.Count || Blocks.Count - kept > 60)
        {
            return;
        }

        List<Block> dead = Blocks.GetRange(kept, Blocks.Count - kept);
        List<Block> back = [.. _left];
        back.Add(NewBlock(back[^1].Head.Head.Hash, back[^1].Head.Head.Number));
        Switch(kept, dead, back, manner);
        _left = dead;
    }

    public void SendLate()
    {
        Sent.AddRange(_late);
        _late.Clear();
    }

    private void Switch(int kept, List<Block> dead, List<Block> fresh, Manner manner)
    {
        Blocks.RemoveRange(kept, dead.Count);
        Blocks.AddRange(fresh);
        List<OrderInput> removals = [.. dead.SelectMany(block => block.Logs).Select(log => log.Removal())];
        List<OrderInput> logs = [.. fresh.SelectMany(block => block.Logs)];
        switch (manner)
        {
            case Manner.Silent:
                Sent.AddRange(fresh.SelectMany(block => block.Logs.Append(block.Head)));
                return;
            case Manner.Announced:
                Sent.AddRange(removals);
                Sent.AddRange(logs);
                break;
            case Manner.Late:
                Sent.AddRange(logs);
                _late.AddRange(removals);
                break;
            default:
                foreach (OrderInput log in logs)
                {
                    removals.Insert(Below(removals.Count + 1), log);
                }

                Sent.AddRange(removals);
                break;
        }

        Sent.Add(fresh[^1].Head);
    }

    /// <summary>A block with some logs that are watched, some that are not, and a filter of both.</summary>
    public Block NewBlock(UInt256 parent, long parentNumber)
    {
        BlockHead head = new()
        {
            Number = parentNumber + 1,
            Hash = new UInt256(_bits.NextUInt64(), _bits.NextUInt64(), _bits.NextUInt64(), 7),
            ParentHash = parent,
            Timestamp = 2 * parentNumber,
            BaseFee = new UInt256(_bits.NextUInt64()),
            TransactionCount = BlockHead.UnknownCount,
            HasBloom = true,
            HasComputedHash = true,
        };
        head.ComputedHash = head.Hash;
        List<OrderInput> logs = [];
        uint index = 0;
        byte[] bytes = new byte[32];
        for (int i = Below(4) == 0 ? 0 : Below(7); i > 0; i--)
        {
            index += (uint)(1 + Below(3));
            int source = Below(AddressCount);
            int topic = Below(2);
            Addresses[source].Write(bytes);
            head.Bloom.Add(LogsBloom.BitsOf(bytes.AsSpan(0, Address.ByteCount)));
            new UInt256((ulong)(71 + topic)).WriteBigEndian(bytes);
            head.Bloom.Add(LogsBloom.BitsOf(bytes));
            logs.Add(NewLog(in head, index, source, topic));
        }

        var block = new Block(new OrderInput { IsHead = true, Head = head }, logs);
        Node.Know(block.Head);
        logs.ForEach(Node.Know);
        return block;
    }

    private OrderInput NewLog(ref readonly BlockHead head, uint index, int source, int topic)
    {
        ChainEvent slot = new()
        {
            BlockNumber = head.Number,
            LogIndex = index,
            Source = source,
            TopicIndex = (byte)topic,
            DataLength = 32,
        };
        List<UInt256> words = [Addresses[source].ToWord()];
        for (int i = Below(8) == 0 ? 17 : 2; i > 0; i--)
        {
            words.Add(new UInt256(_bits.NextUInt64()));
        }

        return new OrderInput
        {
            Slots = RecordedFrames.Slots(slot, words),
            Log = new LogEnvelope
            {
                BlockHash = head.Hash,
                BlockNumber = head.Number,
                LogIndex = index,
                SlotCount = (words.Count + 7) / 8,
            },
        };
    }

    internal sealed record Block(OrderInput Head, List<OrderInput> Logs);
}
