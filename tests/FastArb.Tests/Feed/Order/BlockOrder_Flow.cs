using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Order;

/// <summary>Many logs: each counts once, and none costs memory.</summary>
public sealed class BlockOrder_Flow
{
    private const int LogsPerBlock = 300;
    private readonly ChainEvent[] _slots = new ChainEvent[1];
    private readonly long[] _out = new long[1];
    private readonly BlockOrder<CountingSink> _order;
    private long _time;
    private int _delivered;

    public BlockOrder_Flow()
    {
        _order = new BlockOrder<CountingSink>(
            new BlockOrderOptions { BlocksMax = 64, LogSlotsMax = 16_384 },
            new WatchRules([WatchRule.Everything]),
            new CountingSink(_out)
        );
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Logs_delivered_several_times_count_once(ulong seed)
    {
        // In the long run 300,000 logs in a million deliveries.
        int blocks = TestRounds.Of(100);
        var bits = new SeededBits(seed);
        for (int block = 1; block <= blocks; block++)
        {
            Head(block);
            for (uint i = 0; i < LogsPerBlock; i++)
            {
                Log(block, i);
                while (bits.NextUInt64() % 10 < 7)
                {
                    // Any log of this block or of one before, in any order.
                    int back = Math.Min((int)(bits.NextUInt64() % 4), block - 1);
                    Log(block - back, (uint)(bits.NextUInt64() % (back == 0 ? i + 1 : LogsPerBlock)));
                }
            }
        }

        Assert.Equal(blocks * LogsPerBlock, _out[0]);
        Assert.Equal(_delivered - _out[0], _order.Counters.Duplicates);
        Assert.True(_delivered > 3 * _out[0]);
        Assert.Equal(0, _order.Counters.Reorgs);
    }

    [Fact]
    [Trait("gate", "allocation")]
    public void Heads_logs_reorgs_and_questions_allocate_nothing()
    {
        int next = 1;
        long allocated = AllocatedBytes.Least(() =>
        {
            Drive(next);
            next += 199;
        });
        Assert.Equal(0, allocated);
        Assert.True(_order.Counters.Reorgs > 0 && _order.Counters.CallsAsked > 0);
        Assert.True(_order.Counters.LateLogs > 0 && _order.Counters.CallsFailed > 0);
    }

    private void Drive(int first)
    {
        for (int block = first; block < first + 150; block++)
        {
            if (block % 10 != 5)
            {
                Head(block);
            }

            for (uint i = 0; i < 50; i++)
            {
                Log(block, i == 20 && block % 7 == 0 ? 60 : i);
            }

            if (block % 20 == 0)
            {
                _order.OnDisconnected(new InputStamp(_time, _time, _time));
                _order.OnSubscribed(new InputStamp(_time, _time, _time));
            }

            _time += block % 3 * 40_000_000;
            while (_order.NextDue <= _time)
            {
                _order.OnDue(_order.NextDue);
            }

            Log(block, 20);
            Answer(block);
        }
    }

    private void Answer(int block)
    {
        while (_order.TryTakeCall(out ChainCall call))
        {
            var stamp = new InputStamp(++_time, _time, _time);
            if (call.Id % 5 == 0)
            {
                _order.OnCallFailed(call.Id, in stamp);
                continue;
            }

            bool isLatest = call.Kind == ChainCallKind.HeaderLatest;
            int number =
                isLatest ? block
                : call.Kind == ChainCallKind.HeaderByNumber ? (int)call.BlockNumber
                : (int)call.BlockHash.Limbs.U1;
            if (call.Kind is ChainCallKind.HeaderByHash or ChainCallKind.HeaderByNumber || isLatest)
            {
                BlockHead head = HeadOf(number);
                _order.OnHeaderAnswer(call.Id, in head, in stamp);
                continue;
            }

            for (uint i = 0; i <= 60; i++)
            {
                if (i < 50 || (i == 60 && number % 7 == 0))
                {
                    LogEnvelope log = LogOf(number, i);
                    _order.OnAnswerLog(call.Id, in log, _slots, in stamp);
                }
            }

            _order.OnLogsAnswerEnd(call.Id, in stamp);
        }

        Assert.True(_order.Head.Number <= block);
    }

    private static UInt256 HashOf(int number) => new((ulong)number * 0x9E3779B97F4A7C15, (ulong)number);

    private static BlockHead HeadOf(int number) =>
        new()
        {
            Number = number,
            Hash = HashOf(number),
            ParentHash = HashOf(number - 1),
        };

    private LogEnvelope LogOf(int block, uint index)
    {
        _slots[0] = new ChainEvent
        {
            Kind = ChainEventKind.Log,
            BlockNumber = block,
            LogIndex = index,
            Source = ChainEvent.AnySource,
            TopicIndex = ChainEvent.AnyTopic,
        };
        return new LogEnvelope
        {
            BlockHash = HashOf(block),
            BlockNumber = block,
            LogIndex = index,
            SlotCount = 1,
        };
    }

    private void Head(int number)
    {
        BlockHead head = HeadOf(number);
        _order.OnHead(in head, new InputStamp(++_time, _time, _time));
    }

    private void Log(int block, uint index)
    {
        _delivered++;
        LogEnvelope log = LogOf(block, index);
        _order.OnLog(in log, _slots, new InputStamp(++_time, _time, _time));
    }
}
