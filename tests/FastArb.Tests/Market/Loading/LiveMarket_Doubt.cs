using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Market;
using FastArb.Simulation;
using Xunit;

namespace FastArb.Tests.Market.Loading;

/// <summary>
/// What cannot be leaves the market, is said, and is read anew; what is not a pool never enters.
/// </summary>
public sealed class LiveMarket_Doubt(ITestOutputHelper output)
{
    [Theory]
    [InlineData("length")]
    [InlineData("range")]
    [InlineData("cut")]
    public void A_log_that_cannot_be_quarantines_its_pool_until_it_is_read_anew(string what)
    {
        MarketScene scene = Loaded(1);
        (SimulatedBlock block, ChainEvent e) = NextLogOf(scene, pool: 0);
        scene.Tell(scene.Made.Next(scene.Head));
        e.BlockNumber = scene.Head.Number;
        if (what == "length")
        {
            e.DataLength += UInt256.ByteCount;
        }
        else if (what == "range")
        {
            e.Words[1] = UInt256.One << 112;
        }
        else
        {
            e.Detail = (byte)LogDetail.CutShort;
        }

        Assert.Equal(new MarketUpdate(MarketUpdateKind.PoolsMoved, 0), scene.Market.On(in e));
        Assert.Equal(PoolStatus.Quarantined, scene.Market.Table.StatusOf(0));
        Assert.Equal([0], scene.Market.Moved);
        MarketNotice notice = Assert.Single(scene.Notices());
        Assert.Equal((MarketNoticeKind.Quarantined, 0), (notice.Kind, notice.Pool));
        Assert.False(scene.Market.TryTakeQuestion(out _));
        scene.Seal();
        scene.AnswerAll();
        scene.MustBeWhole();
        Assert.Equal(1, scene.Market.FaultCount);
        scene.Next(5);
        scene.MustBeWhole();
        Assert.NotNull(block);
    }

    [Fact]
    public void A_burn_of_what_is_not_there_quarantines_its_pool()
    {
        MarketScene scene = Loaded(2);
        scene.Tell(scene.Made.Next(scene.Head));
        ChainEvent burn = default;
        SimulatedBlock block = scene.Head;
        for (bool found = false; !found; )
        {
            block = scene.Made.Next(block);
            for (int i = 0; i < block.Logs.Length && !found; i++)
            {
                found = scene.TryEventOf(block, i, out burn) && burn is { Rule: 1, TopicIndex: 2 };
            }
        }

        burn.Words[4] = UInt256.One << 126;
        scene.Market.On(in burn);
        Assert.Equal(1, scene.Market.FaultCount);
        Assert.Contains("cannot follow", Assert.Single(scene.Notices()).Sentence, StringComparison.Ordinal);
        scene.Seal();
        scene.AnswerAll();
        scene.MustBeWhole();
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    [Trait("row", "31")]
    public void Logs_of_nobody_and_of_false_layout_never_enter(ulong seed)
    {
        SeededBits bits = new(seed);
        MarketScene scene = Loaded(seed);
        PoolContent[] before = Contents(scene);
        long faults = 0;
        for (int i = 0; i < TestRounds.Of(10_000); i++)
        {
            ChainEvent e = default;
            e.Kind = ChainEventKind.Log;
            e.BlockNumber = scene.Head.Number;
            e.Rule = (ushort)(bits.NextUInt64() % 3);
            e.Source = (int)(bits.NextUInt64() % 40) - 10;
            e.TopicIndex = (byte)(bits.NextUInt64() % 4);
            e.TopicCount = (byte)(bits.NextUInt64() % 4);
            e.DataLength = (int)(bits.NextUInt64() % 9) * UInt256.ByteCount;
            for (int word = 0; word < ChainEventWords.Count; word++)
            {
                // Too large for any field of theirs, in every word.
                e.Words[word] = (UInt256.One << 255) | (UInt256)bits.NextBits(254);
            }

            MarketUpdate update = scene.Market.On(in e);
            Assert.NotEqual(MarketUpdateKind.PoolChanged, update.Kind);
            if (update.Kind == MarketUpdateKind.PoolsMoved)
            {
                // Of a real pool's address: read anew, from the block that stands.
                faults++;
                scene.Seal();
                scene.AnswerAll();
            }
        }

        output.WriteLine($"{faults} of them came from a pool's address");
        Assert.True(faults > 0 || !TestRounds.AreWhole);
        scene.MustBeWhole();
        Assert.All(before.Zip(Contents(scene)), pair => Assert.Null(pair.First.DifferenceFrom(pair.Second)));
    }

    [Fact]
    [Trait("row", "30")]
    public void A_pool_whose_token_has_other_decimals_is_refused()
    {
        MadeMarket made = new(3);
        MadeContracts contracts = new(made);
        contracts.Decimals[made.Plan.Tokens[2].Address] = 8;
        // It has none at all.
        contracts.Decimals[made.Plan.Tokens[5].Address] = -1;
        MarketScene scene = new(made, contracts);
        scene.Next(4);
        MarketNotice[] refused =
        [
            .. scene.Notices().Where(notice => notice.Kind == MarketNoticeKind.Refused),
        ];
        int[] pools =
        [
            .. made
                .Plan.Pools.Where(pool => pool.Token0.Index is 2 or 5 || pool.Token1.Index is 2 or 5)
                .Select(pool => pool.Index),
        ];
        Assert.Equal(pools, refused.Select(notice => notice.Pool).Order());
        Assert.Contains(refused, r => r.Sentence == "its token T2 has 8 decimals on the chain, not 18");
        Assert.Contains(refused, r => r.Sentence == "its token T5 does not say its decimals");
        Assert.All(pools, pool => Assert.Equal(PoolStatus.Quarantined, scene.Market.Table.StatusOf(pool)));
        Assert.True(scene.Market.IsComplete);
        scene.MustBeTrue();
        long asked = scene.QuestionCount;
        scene.Next(10);
        Assert.Equal(asked, scene.QuestionCount);
    }

    [Fact]
    [Trait("row", "30")]
    public void A_pool_with_a_token_that_does_not_arrive_whole_is_refused()
    {
        MadeMarket made = new(7);
        MadeContracts contracts = new(made);
        Token taxed = made.Plan.Tokens[1];
        contracts.Taxed.Add(taxed.Address);
        MarketScene scene = new(made, contracts);
        scene.Next(4);
        MarketNotice[] notices = [.. scene.Notices()];
        int[] pools = PoolsWith(made, taxed);
        MarketNotice[] refused = [.. notices.Where(notice => notice.Kind == MarketNoticeKind.Refused)];
        Assert.Equal(pools, refused.Select(notice => notice.Pool).Order());
        Assert.All(
            refused,
            notice =>
                Assert.Equal("its token T1 arrives as 4 and is taken as 5 where 5 are sent", notice.Sentence)
        );
        Assert.DoesNotContain(notices, notice => notice.Kind == MarketNoticeKind.Untried);
        Assert.Equal(made.Plan.Pools.Length - pools.Length, scene.Market.LiveCount);
    }

    [Fact]
    [Trait("row", "30")]
    public void A_token_that_begins_to_take_a_part_is_found_by_an_audit()
    {
        MadeMarket made = new(8);
        MadeContracts contracts = new(made);
        LiveMarketOptions every = new() { AuditBlocks = 1, AuditPercent = 100 };
        MarketScene scene = new(made, contracts, every);
        scene.Next(4);
        scene.MustBeWhole();
        Token taxed = made.Plan.Pools[3].Token0;
        contracts.Taxed.Add(taxed.Address);
        scene.Next(6);
        int[] pools = PoolsWith(made, taxed);
        Assert.All(pools, pool => Assert.Equal(PoolStatus.Quarantined, scene.Market.Table.StatusOf(pool)));
        Assert.Equal(made.Plan.Pools.Length - pools.Length, scene.Market.LiveCount);
    }

    [Fact]
    public void A_node_that_cannot_try_tokens_out_lets_them_in_and_that_is_said()
    {
        MadeMarket made = new(9);
        MarketScene scene = new(made, new MadeContracts(made) { CanTryTokens = false });
        scene.Next(4);
        scene.MustBeWhole();
        Assert.Single(scene.Notices(), notice => notice.Kind == MarketNoticeKind.Untried);
    }

    private static int[] PoolsWith(MadeMarket made, Token token)
    {
        int[] pools =
        [
            .. made
                .Plan.Pools.Where(pool => pool.Token0 == token || pool.Token1 == token)
                .Select(pool => pool.Index),
        ];
        Assert.NotEmpty(pools);
        return pools;
    }

    [Fact]
    [Trait("row", "31")]
    public void A_pool_that_the_factory_did_not_make_is_refused()
    {
        MadeMarket made = new(4);
        MadeContracts contracts = new(made);
        contracts.Unmade.Add(made.Plan.Pools[1].Address);
        contracts.Unmade.Add(made.Plan.Pools[8].Address);
        MarketScene scene = new(made, contracts);
        scene.Next(4);
        MarketNotice[] refused =
        [
            .. scene.Notices().Where(notice => notice.Kind == MarketNoticeKind.Refused),
        ];
        Assert.Equal(
            [(1, "the factory of Two did not make it"), (8, "it does not answer as a pool does")],
            refused.Select(notice => (notice.Pool, notice.Sentence)).Order()
        );
        Assert.Equal(made.Plan.Pools.Length - 2, scene.Market.LiveCount);
    }

    [Fact]
    [Trait("row", "31")]
    public void A_pool_whose_ticks_are_apart_otherwise_is_refused()
    {
        MadeMarket made = new(4);
        MadeContracts contracts = new(made);
        Pool pool = made.Plan.Pools.First(pool => pool.Venue.Kind.Shape == PoolShape.Concentrated);
        contracts.Spacings[pool.Address] = 7;
        MarketScene scene = new(made, contracts);
        scene.Next(4);
        MarketNotice refused = Assert.Single(scene.Notices(), n => n.Kind == MarketNoticeKind.Refused);
        string sentence = $"its ticks are 7 apart on the chain, not {pool.TickSpacing}";
        Assert.Equal((pool.Index, sentence), (refused.Pool, refused.Sentence));
        Assert.Equal(made.Plan.Pools.Length - 1, scene.Market.LiveCount);
    }

    [Fact]
    public void One_lie_does_not_refuse_a_pool()
    {
        MarketScene scene = new(new MadeMarket(5));
        int lies = 0;
        scene.Answers = question =>
            question.To != MadeMarket.At(0x200) && scene.QuestionCount == 2 && lies++ == 0
                ? (AnswerOutcome.Ok, new byte[17])
                : scene.Truth(question);
        scene.Next(4);
        Assert.Equal(1, lies);
        scene.MustBeWhole();
    }

    [Fact]
    public void A_pool_without_room_for_its_ticks_is_refused_and_said()
    {
        MadeMarket made = new(6);
        PoolTableOptions table = new()
        {
            TickCapacity = 16,
            TickWordCapacity = 16,
            JournalCapacity = 1_024,
        };
        MarketScene scene = new(made, table: table);
        scene.Next(30);
        List<MarketNotice> notices = scene.Notices();
        Assert.Contains(
            notices,
            notice =>
                notice.Kind is MarketNoticeKind.Refused
                && notice.Sentence.Contains("room", StringComparison.Ordinal)
        );
        scene.MustBeTrue();
        Assert.True(scene.Market.LiveCount >= 6);
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Whatever_is_answered_nothing_breaks(ulong seed)
    {
        SeededBits bits = new(seed);
        for (int round = 0; round < TestRounds.Of(60); round++)
        {
            MarketScene scene = new(new MadeMarket(seed, 3, 2));
            scene.Answers = question =>
            {
                (AnswerOutcome outcome, ReadOnlyMemory<byte> truth) = scene.Truth(question);
                byte[] bytes = truth.ToArray();
                for (int i = (int)(bits.NextUInt64() % 4); i > 0 && bytes.Length > 0; i--)
                {
                    bytes[(int)(bits.NextUInt64() % (ulong)bytes.Length)] ^= (byte)(
                        1 << (int)(bits.NextUInt64() % 8)
                    );
                }

                int length =
                    bits.NextUInt64() % 8 == 0
                        ? (int)(bits.NextUInt64() % (ulong)(bytes.Length + 1))
                        : bytes.Length;
                return bits.NextUInt64() % 16 == 0
                    ? (AnswerOutcome.Failed, default)
                    : (outcome, bytes.AsMemory(0, length));
            };
            scene.Next(6);
            Assert.InRange(scene.Market.LiveCount, 0, 5);
        }
    }

    internal static MarketScene Loaded(ulong seed, LiveMarketOptions? options = null)
    {
        MarketScene scene = new(new MadeMarket(seed), options: options);
        scene.Next(4);
        scene.MustBeWhole();
        scene.Notices();
        return scene;
    }

    private static PoolContent[] Contents(MarketScene scene) =>
        [.. scene.Made.Plan.Pools.Select(pool => scene.Market.Table.ContentOf(pool.Index))];

    // A real log of the pool, of a block that nobody is told of.
    private static (SimulatedBlock Block, ChainEvent Log) NextLogOf(MarketScene scene, int pool)
    {
        SimulatedBlock block = scene.Head;
        while (true)
        {
            block = scene.Made.Next(block);
            for (int i = 0; i < block.Logs.Length; i++)
            {
                if (
                    block.Logs[i].Address == scene.Made.Plan.Pools[pool].Address
                    && scene.TryEventOf(block, i, out ChainEvent e)
                )
                {
                    return (block, e);
                }
            }
        }
    }
}
