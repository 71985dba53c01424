using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Market;
using Xunit;

namespace FastArb.Tests.Market.State;

/// <summary>Row 31: only what a pool could have said enters its state.</summary>
public sealed class VenueKind_Read(ITestOutputHelper output)
{
    private static readonly UInt256 s_price = UInt256.One << 96;

    private static readonly MarketPlan s_plan = StateMarket.Plan(1, 60);

    [Fact]
    public void Every_event_of_a_pool_is_read()
    {
        PoolTable table = Table();
        foreach ((int pool, ChainEvent log) in Honest())
        {
            Assert.Equal(LogFault.None, Enter(table, pool, log));
        }

        Assert.Null(table.ContentOf(0).DifferenceFrom(new PoolContent { Reserve0 = 7, Reserve1 = 8 }));
        PoolContent swapped = new()
        {
            SqrtPriceX96 = s_price + UInt256.One,
            Tick = -61,
            Liquidity = 1_005,
            FeePips = 3000,
            Ticks = [new PoolTick(-120, 1_005, 1_005), new PoolTick(60, 1_005, -1_005)],
        };
        Assert.Null(table.ContentOf(1).DifferenceFrom(swapped));
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Of_10_000_spoofed_logs_none_enters(ulong seed)
    {
        output.WriteLine($"seed {seed}");
        SeededBits bits = new(seed);
        PoolTable table = Table();
        UInt128 root = table.Root;
        Dictionary<string, int> refused = [];
        (int Pool, ChainEvent Log)[] honest = [.. Honest()];
        for (int i = 0; i < TestRounds.Of(10_000); i++)
        {
            (int pool, ChainEvent log) = honest[bits.NextUInt64() % (ulong)honest.Length];
            (string how, bool spoofed) = Spoof(ref log, pool, bits);
            if (spoofed)
            {
                Assert.NotEqual(LogFault.None, Enter(table, pool, log));
                refused[how] = refused.GetValueOrDefault(how) + 1;
            }
        }

        Assert.Equal(root, table.Root);
        foreach ((string how, int count) in refused)
        {
            output.WriteLine($"{how}: {count} refused");
        }

        Assert.True(refused.Count == 7 || !TestRounds.AreWhole);
    }

    [Fact]
    public void A_log_of_a_look_alike_address_is_not_even_seen()
    {
        WatchRules rules = s_plan.ToWatchRules();
        foreach (Pool pool in s_plan.Pools)
        {
            ReadOnlySpan<UInt256> topics = pool.Venue.Kind.Topics.AsSpan();
            Address address = pool.Address;
            Assert.True(rules.TryMatch(in address, topics, out _));
            for (int bit = 0; bit < 160; bit++)
            {
                Address other = Address.FromLowBits(address.ToWord() ^ (UInt256.One << bit));
                bool isPool = s_plan.Pools.Any(one => one.Address == other && one.Venue == pool.Venue);
                Assert.Equal(isPool, rules.TryMatch(in other, topics, out _));
            }
        }
    }

    private static PoolTable Table()
    {
        PoolTable table = new(s_plan);
        table.Load(0, new PoolContent { Reserve0 = 5, Reserve1 = 6 });
        table.Load(
            1,
            new PoolContent
            {
                SqrtPriceX96 = s_price,
                Liquidity = 1_000,
                FeePips = 3000,
                Ticks = [new PoolTick(-120, 1_000, 1_000), new PoolTick(60, 1_000, -1_000)],
            }
        );
        return table;
    }

    private static LogFault Enter(PoolTable table, int pool, ChainEvent log)
    {
        LogFault fault = s_plan.Pools[pool].Venue.Kind.Read(in log, out PoolChange change);
        return fault == LogFault.None ? table.Apply(pool, in change) : fault;
    }

    // As contracts write them: topic 0 is named by its index, then indexed topics and data are words.
    private static IEnumerable<(int Pool, ChainEvent Log)> Honest()
    {
        yield return (0, Log(topic: 0, topics: 0, [7, 8]));
        // Initialize: price, tick.
        yield return (1, Log(topic: 3, topics: 0, [s_price, 0]));
        // Mint: owner, lower, upper; sender, amount, amount 0, amount 1.
        yield return (1, Log(topic: 1, topics: 3, [9, Signed(-120), 60, 9, 10, 1, 1]));
        // Burn: owner, lower, upper; amount, amount 0, amount 1.
        yield return (1, Log(topic: 2, topics: 3, [9, Signed(-120), 60, 5, 1, 1]));
        // Swap: sender, recipient; amount 0, amount 1, price, liquidity, tick.
        yield return (
            1,
            Log(topic: 0, topics: 2, [9, 9, 1, Signed(-1), s_price + UInt256.One, 1_005, Signed(-61)])
        );
    }

    private static UInt256 Signed(int number) => (UInt256)number;

    private static ChainEvent Log(byte topic, byte topics, ReadOnlySpan<UInt256> words)
    {
        ChainEvent log = new()
        {
            Kind = ChainEventKind.Log,
            TopicIndex = topic,
            TopicCount = topics,
            DataLength = (words.Length - topics) * UInt256.ByteCount,
            WordCount = (byte)(words.Length + 1),
        };
        words.CopyTo(log.Words[1..]);
        return log;
    }

    // Says what it did, and whether a contract could not have written that.
    private static (string How, bool IsSpoofed) Spoof(ref ChainEvent log, int pool, SeededBits bits)
    {
        int number = (int)(bits.NextUInt64() >> 33);
        int firstData = 1 + log.TopicCount;
        int dataWords = log.DataLength / UInt256.ByteCount;
        switch (number % 6)
        {
            case 0:
                int length = number % 400;
                bool isOther = length != log.DataLength;
                log.DataLength = length;
                return ("length of data", isOther);
            case 1:
                byte topics = (byte)(number % 5);
                bool areOther = topics != log.TopicCount;
                log.TopicCount = topics;
                return ("number of topics", areOther);
            case 2:
                log.Part = (byte)(1 + (number % 15));
                return ("a later part of a log", true);
            case 3:
                // All that the state is made of is narrower than a word.
                int at = WordOfState(in log, pool, number);
                log.Words[at] ^= UInt256.One << (160 + (number % 95));
                return ("more bits than the type has", true);
            case 4:
                int reserve = firstData + (number % dataWords);
                log.Words[reserve] = UInt256.One << (112 + (number % 48));
                return ("a reserve above 112 bits", pool == 0);
            default:
                return Impossible(ref log, pool, number);
        }
    }

    // A word that the state is made of: none of those is wider than 160 bits.
    private static int WordOfState(ref readonly ChainEvent log, int pool, int number) =>
        (pool, log.TopicIndex) switch
        {
            (0, _) or (_, 3) => 1 + (number % 2),
            (_, 0) => 5 + (number % 3),
            (_, 1) => (number % 3) switch
            {
                0 => 2,
                1 => 3,
                _ => 5,
            },
            _ => 2 + (number % 3),
        };

    // Each number can be, but not after this state.
    private static (string How, bool IsSpoofed) Impossible(ref ChainEvent log, int pool, int number)
    {
        if (pool == 0 || log.TopicIndex is 0 or 3)
        {
            return (string.Empty, false);
        }

        switch (number % 5)
        {
            case 0:
                // Not a multiple of the spacing.
                log.Words[2] = Signed(-120 + 1 + (number % 59));
                break;
            case 1:
                log.Words[3] = Signed(-120 - (60 * (number % 9)));
                break;
            case 2:
                log.Words[3] = Signed(TickMath.MaxTick + 1 + (number % 1000));
                break;
            case 3:
                log.Words[log.TopicIndex == 1 ? 5 : 4] = UInt256.One << 127;
                break;
            default:
                // More than there is, or of a range that nobody has.
                bool burns = log.TopicIndex == 2;
                log.Words[4] = (UInt256)(uint)(1_001 + number);
                return ("more taken than there is", burns);
        }

        return ("what cannot follow from the state", true);
    }
}
