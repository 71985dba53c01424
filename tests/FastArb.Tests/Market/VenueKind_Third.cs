using System.Collections.Immutable;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Market;
using Xunit;

namespace FastArb.Tests.Market;

/// <summary>
/// A third kind of venue, written here and nowhere else: pools as Algebra makes them, one for a pair, whose
/// fee changes by an event. That it works shows that a new kind needs no change outside of itself.
/// </summary>
public sealed class VenueKind_Third
{
    private const int Spacing = 60;
    private const int Lower = -1200;
    private const int Upper = 1200;

    private static readonly Address s_pool = Address.Parse("0x0000000000000000000000000000000000001234");
    private static readonly UInt128 s_liquidity = (UInt128)1_000_000_000_000_000_000;

    [Fact]
    public void Its_logs_move_its_pools_and_its_fee_is_the_one_that_swaps_pay()
    {
        PoolTable table = NewTable(new AlgebraLikeKind());
        Follow(table);
        Assert.Equal(100u, table.ContentOf(0).FeePips);
        UInt256 cheap = Quoted(table);
        table.BeginBlock(11);
        Send(table, Log(4, [], [900u]));
        Assert.Equal(900u, table.ContentOf(0).FeePips);
        UInt256 dear = Quoted(table);

        Assert.True(dear < cheap);
        Assert.Equal(QuotedByUniswap(table.ContentOf(0)), dear);
        Assert.True(table.UndoTo(10));
        Assert.Equal(100u, table.ContentOf(0).FeePips);
        Assert.Equal(cheap, Quoted(table));
    }

    [Fact]
    public void Its_pools_are_watched_proven_and_read_through_the_same_doors()
    {
        PoolTable table = NewTable(new AlgebraLikeKind());
        Follow(table);
        Pool pool = table.Plan.Pools[0];
        WatchRule rule = Assert.Single(table.Plan.ToWatchRules().Rules);
        Assert.Equal(("algebra-like", 5), (rule.Name, rule.Topic0.Length));
        Assert.Equal(s_pool, Assert.Single(rule.Addresses));
        Assert.NotEqual(
            default,
            pool.Venue.Kind.PoolAddress(pool.Venue, pool.Token0.Address, pool.Token1.Address, 0)
        );

        PoolContent truth = table.ContentOf(0);
        PoolReading reading = pool.Venue.Kind.BeginReading(pool);
        while (!reading.Calls.IsEmpty)
        {
            Assert.Null(reading.Take([.. reading.Calls.Select(call => Answer(call, truth))]));
        }

        Assert.Null(reading.Content!.DifferenceFrom(truth));
        PoolTable second = NewTable(new AlgebraLikeKind());
        second.Load(0, reading.Content);
        Assert.Equal(Quoted(table), Quoted(second));
    }

    [Fact]
    public void A_fee_that_no_contract_has_is_no_log_of_it()
    {
        AlgebraLikeKind kind = new();
        ChainEvent log = Log(4, [], [1_000_000u]);
        Assert.Equal(LogFault.OutOfRange, kind.Read(in log, out _));
        log = Log(4, [], [1u, 2u]);
        Assert.Equal(LogFault.WrongLayout, kind.Read(in log, out _));
    }

    private static PoolTable NewTable(VenueKind kind, uint feePips = 0)
    {
        TokenList tokens = new(
            [
                new Token(0, "A", Address.Parse("0x0000000000000000000000000000000000000001"), 18, false),
                new Token(1, "B", Address.Parse("0x0000000000000000000000000000000000000002"), 18, false),
            ],
            ImmutableDictionary<string, ImmutableArray<string>>.Empty
        );
        Venue venue = new("Third", kind, s_pool, UInt256.One, default, []);
        Pool pool = new(0, venue, s_pool, default, tokens[0], tokens[1], feePips, Spacing);
        return new PoolTable(new MarketPlan(1, tokens, [venue], [pool]));
    }

    // From nothing: initialized, a fee, liquidity, a swap.
    private static void Follow(PoolTable table)
    {
        table.BeginBlock(10);
        table.Load(0, new PoolContent());
        TickMath.TryRatioAtTick(0, out UInt256 start);
        TickMath.TryRatioAtTick(30, out UInt256 swapped);
        UInt256 amount = (UInt256)s_liquidity;
        Send(table, Log(3, [], [start, Signed(0)]));
        Send(table, Log(4, [], [100u]));
        Send(table, Log(1, [1u, Signed(Lower), Signed(Upper)], [2u, amount, 3u, 4u]));
        Send(table, Log(0, [1u, 2u], [5u, 6u, swapped, amount, Signed(30)]));
        Assert.Equal((30, s_liquidity), (table.ContentOf(0).Tick, table.ContentOf(0).Liquidity));
        Assert.Equal(2, table.ContentOf(0).Ticks.Length);
    }

    private static void Send(PoolTable table, ChainEvent log)
    {
        VenueKind kind = table.Plan.Kinds[log.Rule];
        Assert.Equal(LogFault.None, kind.Read(in log, out PoolChange change));
        Assert.Equal(LogFault.None, table.Apply(0, in change));
    }

    private static UInt256 Quoted(PoolTable table)
    {
        Assert.Equal(
            QuoteOutcome.Full,
            table.AmountOut(0, true, 1_000_000_000_000_000ul, out UInt256 amountOut)
        );
        return amountOut;
    }

    private static UInt256 QuotedByUniswap(PoolContent content)
    {
        PoolTable table = NewTable(new UniswapV3Kind(), content.FeePips);
        table.Load(0, content);
        return Quoted(table);
    }

    private static ChainEvent Log(byte topicIndex, UInt256[] topics, UInt256[] data)
    {
        ChainEvent log = new()
        {
            Kind = ChainEventKind.Log,
            TopicIndex = topicIndex,
            TopicCount = (byte)topics.Length,
            DataLength = data.Length * UInt256.ByteCount,
            WordCount = (byte)(1 + topics.Length + data.Length),
        };
        log.Words[0] = s_pool.ToWord();
        for (int i = 0; i < topics.Length + data.Length; i++)
        {
            log.Words[i + 1] = i < topics.Length ? topics[i] : data[i - topics.Length];
        }

        return log;
    }

    private static UInt256 Signed(int number) => (UInt256)(Int256)number;

    private static ReadOnlyMemory<byte> Answer(ContractCall call, PoolContent truth)
    {
        byte[] data = [.. call.Data];
        int argument = data.Length > 4 ? (int)CallResult.Word(data.AsMemory(4), 0).Limbs.Item1 : 0;
        PoolTick tick = truth.Ticks.FirstOrDefault(tick => tick.Tick == argument);
        UInt256[] words = (data[0], data[1]) switch
        {
            (0xe7, 0x6c) => [truth.SqrtPriceX96, Signed(truth.Tick), truth.FeePips, 0u, 0u, 0u, 1u],
            (0x1a, 0x68) => [(UInt256)truth.Liquidity],
            (0xc6, 0x77) => [Row(truth, argument)],
            _ => [(UInt256)tick.Gross, (UInt256)(Int256)tick.Net, 0u, 0u, 0u, 0u, 0u, 1u],
        };
        byte[] bytes = new byte[words.Length * UInt256.ByteCount];
        for (int i = 0; i < words.Length; i++)
        {
            words[i].WriteBigEndian(bytes.AsSpan(i * UInt256.ByteCount));
        }

        return bytes;
    }

    private static UInt256 Row(PoolContent truth, int row)
    {
        UInt256 bits = default;
        foreach (PoolTick tick in truth.Ticks.Where(tick => (tick.Tick / Spacing) >> 8 == row))
        {
            bits |= UInt256.One << ((tick.Tick / Spacing) & 255);
        }

        return bits;
    }

    /// <summary>The events of Uniswap V3, and one more; nothing else is said of it anywhere.</summary>
    private sealed class AlgebraLikeKind()
        : VenueKind("algebra-like", PoolShape.Concentrated, [.. s_uniswap.Topics, s_feeTopic], s_uniswap.Gas)
    {
        private const byte FeeIndex = 4;

        private static readonly UniswapV3Kind s_uniswap = new();
        private static readonly UInt256 s_feeTopic = Keccak256.Hash("Fee(uint16)"u8);

        public override LogFault Read(ref readonly ChainEvent log, out PoolChange change)
        {
            if (log.TopicIndex != FeeIndex)
            {
                return s_uniswap.Read(in log, out change);
            }

            change = default;
            if (log.DataLength != UInt256.ByteCount || log.TopicCount != 0)
            {
                return LogFault.WrongLayout;
            }

            UInt256 fee = log.Words[1];
            if (fee.BitLength > 16)
            {
                return LogFault.OutOfRange;
            }

            change.Kind = PoolChangeKind.Fee;
            change.FeePips = (uint)fee.Limbs.Item1;
            return LogFault.None;
        }

        // One pool for a pair, whatever the fee: the salt of the pair alone.
        public override Address PoolAddress(Venue venue, Address token0, Address token1, uint feePips)
        {
            byte[] words = new byte[2 * UInt256.ByteCount];
            token0.ToWord().WriteBigEndian(words);
            token1.ToWord().WriteBigEndian(words.AsSpan(UInt256.ByteCount));
            return ContractAddress.Create2(venue.Factory, Keccak256.Hash(words), venue.InitCodeHash!.Value);
        }

        // poolByPair(address,address).
        public override ContractCall FactoryQuestion(
            Venue venue,
            Address token0,
            Address token1,
            uint feePips
        ) => new CallData(0xd9a641e1).Add(token0).Add(token1).To(venue.Factory);

        public override PoolReading BeginReading(Pool pool) => new AlgebraLikeReading(pool);
    }

    /// <summary>
    /// Price, tick and fee in one answer; then the rows of ticks that are not empty, then ticks.
    /// </summary>
    private sealed class AlgebraLikeReading : PoolReading
    {
        private const int FirstRow = -58;
        private const int Rows = 116;

        private readonly Pool _pool;
        private int[] _ticks = [];

        public AlgebraLikeReading(Pool pool)
        {
            _pool = pool;
            // globalState(), liquidity(), tickTable(int16).
            Calls =
            [
                new CallData(0xe76c01e4).To(pool.Address),
                new CallData(0x1a686502).To(pool.Address),
                .. Enumerable
                    .Range(FirstRow, Rows)
                    .Select(row => new CallData(0xc677e3e0).AddSigned(row).To(pool.Address)),
            ];
        }

        public override string? Take(ImmutableArray<ReadOnlyMemory<byte>> results)
        {
            if (Content is not null)
            {
                Content = Content with { Ticks = [.. results.Select(TickOf)] };
                Calls = [];
                return null;
            }

            if (!EventTopic.TryReadTick(CallResult.Word(results[0], 1), out int tick))
            {
                return "its tick is out of range";
            }

            Content = new PoolContent
            {
                SqrtPriceX96 = CallResult.Word(results[0], 0),
                Tick = tick,
                FeePips = (uint)CallResult.Word(results[0], 2).Limbs.Item1,
                Liquidity = (UInt128)CallResult.Word(results[1], 0),
            };
            _ticks =
            [
                .. results
                    .Skip(2)
                    .SelectMany(
                        (result, row) =>
                            Enumerable
                                .Range(0, 256)
                                .Where(bit => !((CallResult.Word(result, 0) >> bit) & UInt256.One).IsZero)
                                .Select(bit => (((FirstRow + row) * 256) + bit) * _pool.TickSpacing)
                    ),
            ];
            // ticks(int24).
            Calls = [.. _ticks.Select(at => new CallData(0xf30dba93).AddSigned(at).To(_pool.Address))];
            return null;
        }

        private PoolTick TickOf(ReadOnlyMemory<byte> result, int index) =>
            new(
                _ticks[index],
                (UInt128)CallResult.Word(result, 0),
                (Int128)(Int256)CallResult.Word(result, 1)
            );
    }
}
