using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Market;
using Xunit;

namespace FastArb.Tests.Market.Loading;

/// <summary>Trials that are no answer: of nodes that cannot, and of tokens that let none be made.</summary>
[Trait("row", "30")]
public sealed class LiveMarket_Trials
{
    private static readonly LiveMarketOptions s_every = new() { AuditBlocks = 1, AuditPercent = 100 };

    [Theory]
    [InlineData(AnswerOutcome.Failed, 0)]
    [InlineData(AnswerOutcome.Reverted, 0)]
    [InlineData(AnswerOutcome.Ok, 17)]
    public void A_failover_to_a_node_that_cannot_override_code_is_no_drift(AnswerOutcome outcome, int bytes)
    {
        MarketScene scene = new(new MadeMarket(9) { LogsMax = 0 }, options: s_every);
        scene.Next(4);
        scene.MustBeWhole();
        scene.Notices();
        scene.Answers = question => IsTrial(question) ? (outcome, new byte[bytes]) : scene.Truth(question);
        scene.Next(10);
        Assert.Empty(scene.Notices());
        scene.MustBeWhole();

        // Anew, from that node: nothing is tried out, and that is said.
        scene.Back(scene.Head, ChainEventKind.Resynchronise);
        scene.Next(6);
        scene.MustBeWhole();
        Assert.Equal(
            [MarketNoticeKind.Restarted, MarketNoticeKind.Complete, MarketNoticeKind.Untried],
            scene.Notices().Select(notice => notice.Kind)
        );

        scene.Answers = null;
        scene.Next(6);
        scene.MustBeWhole();
        Assert.Empty(scene.Notices());
        Assert.Equal(0, scene.Market.DifferenceCount);
    }

    [Theory]
    [InlineData(AnswerOutcome.Reverted)]
    [InlineData(AnswerOutcome.Failed)]
    public void A_pool_whose_trial_is_never_an_answer_is_refused_soon(AnswerOutcome outcome)
    {
        MadeMarket made = new(9) { LogsMax = 0 };
        MarketScene scene = new(made);
        Address bad = default;
        scene.Answers = question =>
        {
            if (!IsTrial(question))
            {
                return scene.Truth(question);
            }

            bad = bad == default ? question.To : bad;
            return question.To == bad ? (outcome, default) : scene.Truth(question);
        };
        scene.Next(12);
        Pool pool = made.Plan.Pools.Single(pool => pool.Address == bad);
        Assert.Equal(PoolStatus.Quarantined, scene.Market.Table.StatusOf(pool.Index));
        MarketNotice refused = Assert.Single(scene.Notices(), n => n.Kind == MarketNoticeKind.Refused);
        Assert.Equal((pool.Index, "its tokens cannot be tried out"), (refused.Pool, refused.Sentence));
        Assert.Equal(made.Plan.Pools.Length - 1, scene.Market.LiveCount);
        Assert.True(scene.Market.IsComplete);
        // It is over with it.
        long asked = scene.QuestionCount;
        scene.Next(10);
        Assert.Equal(asked, scene.QuestionCount);
    }

    [Fact]
    public void Pools_that_nobody_could_try_out_are_tried_soon_after_somebody_can()
    {
        MadeMarket made = new(9, 20, 10) { LogsMax = 0 };
        MadeContracts contracts = new(made);
        Token taxed = made.Plan.Pools[3].Token0;
        contracts.Taxed.Add(taxed.Address);
        // One pool at a block, so that the first answer comes by an audit.
        LiveMarketOptions few = new() { AuditBlocks = 30, AuditPercent = 100 };
        MarketScene scene = new(made, contracts, few);
        scene.Answers = question =>
            IsTrial(question) ? (AnswerOutcome.Failed, default) : scene.Truth(question);
        scene.Next(6);
        scene.MustBeWhole();
        Assert.Single(scene.Notices(), notice => notice.Kind == MarketNoticeKind.Untried);
        scene.Answers = null;
        scene.Next(10);
        int[] pools =
        [
            .. made
                .Plan.Pools.Where(pool => pool.Token0 == taxed || pool.Token1 == taxed)
                .Select(pool => pool.Index),
        ];
        Assert.All(pools, pool => Assert.Equal(PoolStatus.Quarantined, scene.Market.Table.StatusOf(pool)));
        Assert.Equal(30 - pools.Length, scene.Market.LiveCount);
        scene.MustBeTrue();
    }

    private static bool IsTrial(ContractQuestion question) => !question.CodeInPlaceOf.IsEmpty;
}
