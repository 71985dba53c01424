using FastArb.Chain;
using FastArb.Market;
using Xunit;

namespace FastArb.Tests.Market.Loading;

/// <summary>What one node says once refuses no pool for good.</summary>
public sealed class LiveMarket_Lies
{
    // ticks(int24).
    private static readonly byte[] s_ticks = [0xf3, 0x0d, 0xba, 0x93];

    [Theory]
    // Net far above gross; and more than a contract's number holds.
    [InlineData(16, 0x40)]
    [InlineData(0, 0x40)]
    public void One_lie_about_a_tick_does_not_refuse_a_pool(int place, byte lie)
    {
        MadeMarket made = new(9) { LogsMax = 0 };
        MarketScene scene = new(made, new MadeContracts(made) { HasMulticall = false });
        int lies = 0;
        scene.Answers = question => Lie(scene, question, place, lie, () => lies++ == 0);
        scene.Next(10);
        Assert.True(lies > 1);
        Assert.DoesNotContain(scene.Notices(), notice => notice.Kind == MarketNoticeKind.Refused);
        scene.MustBeWhole();
    }

    [Theory]
    [InlineData(16, "its ticks cannot be")]
    [InlineData(0, "moves more liquidity than there can be")]
    public void Ticks_that_cannot_be_at_two_blocks_refuse_a_pool(int place, string sentence)
    {
        MadeMarket made = new(9) { LogsMax = 0 };
        MarketScene scene = new(made, new MadeContracts(made) { HasMulticall = false });
        scene.Answers = question => Lie(scene, question, place, 0x40, () => true);
        scene.Next(10);
        MarketNotice[] refused =
        [
            .. scene.Notices().Where(notice => notice.Kind == MarketNoticeKind.Refused),
        ];
        Assert.NotEmpty(refused);
        Assert.All(refused, r => Assert.EndsWith(sentence, r.Sentence, StringComparison.Ordinal));
        Assert.True(scene.Market.IsComplete);
        long asked = scene.QuestionCount;
        scene.Next(10);
        Assert.Equal(asked, scene.QuestionCount);
    }

    private static (AnswerOutcome Outcome, ReadOnlyMemory<byte> Bytes) Lie(
        MarketScene scene,
        ContractQuestion question,
        int place,
        byte lie,
        Func<bool> isLie
    )
    {
        (AnswerOutcome outcome, ReadOnlyMemory<byte> truth) = scene.Truth(question);
        byte[] bytes = truth.ToArray();
        if (question.Data.AsSpan()[..4].SequenceEqual(s_ticks) && isLie())
        {
            bytes[32 + place] ^= lie;
        }

        return (outcome, bytes);
    }
}
