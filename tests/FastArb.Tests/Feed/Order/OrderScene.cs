using System.Text;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;

namespace FastArb.Tests.Feed.Order;

/// <summary>
/// A few blocks by hand, and what comes out told in letters: B a block begins, L a log, P a log's part, S its
/// seal, R the head goes back, T a timer, X resynchronised, each with its block's number; H the health.
/// </summary>
internal sealed class OrderScene
{
    private readonly StringBuilder _story = new();
    private readonly WatchRule _pools = new("pools")
    {
        Addresses = [.. Enumerable.Range(1, 12).Select(Pool)],
        Topic0 = [new(71)],
    };
    private ulong _hash = 1;

    public OrderScene(
        BlockOrderOptions? options = null,
        bool watchesEverything = true,
        bool watchesPools = false
    )
    {
        Run = new OrderRun(
            new ScriptedChain(),
            options,
            new WatchRules([
                .. watchesPools || !watchesEverything ? [_pools] : Array.Empty<WatchRule>(),
                .. watchesEverything ? [WatchRule.Everything] : Array.Empty<WatchRule>(),
            ]),
            world: new LinearWorld { Story = _story }
        )
        {
            Answers = false,
        };
    }

    public OrderRun Run { get; }

    public BlockOrder<WorldSink> Order => Run.Order;

    public BlockOrderCounters Counters => Run.Order.Counters;

    /// <summary>What came out since the last look.</summary>
    public string Story
    {
        get
        {
            string story = _story.ToString().TrimEnd();
            _story.Clear();
            return story;
        }
    }

    public static Address Pool(int number) => Address.FromLowBits(new UInt256((ulong)number << 20));

    public OrderInput Block(long number, OrderInput? parent = null, int logs = 0, bool withBloom = false)
    {
        BlockHead head = new()
        {
            Number = number,
            Hash = new UInt256(++_hash, 3, 3, 3),
            ParentHash = parent?.Head.Hash ?? new UInt256(999, 9, 9, 9),
            HasBloom = withBloom,
            TransactionCount = 5,
            Timestamp = 11,
            BaseFee = new UInt256(12),
            GasUsed = 13,
            GasLimit = 14,
        };
        byte[] word = new byte[32];
        for (int i = 0; i < logs; i++)
        {
            Pool(1 + i).Write(word);
            head.Bloom.Add(LogsBloom.BitsOf(word.AsSpan(0, Address.ByteCount)));
            new UInt256(71).WriteBigEndian(word);
            head.Bloom.Add(LogsBloom.BitsOf(word));
        }

        var input = new OrderInput { IsHead = true, Head = head };
        Run.Chain.Know(input);
        for (uint i = 0; i < logs; i++)
        {
            Run.Chain.Know(Log(input, i));
        }

        return input;
    }

    public static OrderInput Log(OrderInput block, uint index, int words = 2)
    {
        ChainEvent slot = new()
        {
            BlockNumber = block.Head.Number,
            LogIndex = index,
            Source = (int)index,
        };
        List<UInt256> values = [Pool(1 + (int)index).ToWord()];
        for (int i = 1; i < words; i++)
        {
            values.Add(new UInt256((ulong)i, index));
        }

        ChainEvent[] slots = RecordedFrames.Slots(slot, values);
        return new OrderInput
        {
            Slots = slots,
            Log = new LogEnvelope
            {
                BlockHash = block.Head.Hash,
                BlockNumber = block.Head.Number,
                LogIndex = index,
                SlotCount = slots.Length,
            },
        };
    }

    public void Head(OrderInput block) => Run.Feed(block);

    public void Logs(OrderInput block, params uint[] indices)
    {
        foreach (uint index in indices)
        {
            Run.Feed(Log(block, index));
        }
    }

    public void Remove(OrderInput block, uint index) => Run.Feed(Log(block, index).Removal());

    public void Wait(long milliseconds) => Run.PassTime(milliseconds * OrderRun.Millisecond);

    /// <summary>The chain answers the questions asked so far and all later ones.</summary>
    public void Answer(int from = 0)
    {
        for (int i = from; i < Run.Calls.Count; i++)
        {
            Run.Chain.Answer(Order, Run.Calls[i], Run.Stamp());
            Run.TakeCalls();
        }
    }
}
