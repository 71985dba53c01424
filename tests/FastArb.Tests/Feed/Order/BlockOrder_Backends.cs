using FastArb.Chain;
using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Order;

/// <summary>
/// What backends that lag or lie cannot do to the stream. Nothing false is ever out, not even for a moment.
/// </summary>
public sealed class BlockOrder_Backends
{
    private const long BlockTime = 2_000 * OrderRun.Millisecond;

    private static readonly BlockOrderOptions s_options = new() { BlocksMax = 512, LogSlotsMax = 16_384 };

    [Theory]
    [Trait("row", "8")]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void An_empty_answer_of_a_backend_that_lags_is_never_no_logs(ulong seed)
    {
        var bits = new SeededBits(seed);
        var model = new ModelChain(bits);
        var run = new OrderRun(model.Node, s_options, model.Rules, seed) { DelayMax = BlockTime };
        var backends = new ModelBackends(model, run, bits) { LagMax = 20 };
        run.AnswerBy = backends.Answer;
        var truth = new ModelTruth(model, run, $"seed {seed}");
        int questions = TestRounds.Of(1_000);
        while (backends.Questions < questions)
        {
            Live(model, run, 1 + model.Below(6));
            Cut(model, run, model.Below(4));
        }

        backends.LagMax = 0;
        Live(model, run, 2);
        run.Settle();
        truth.MustBeWhole();
        Assert.Equal(0, run.World.Resynchronisations);
        Assert.True(truth.Completes > questions / 20, $"{truth.Completes} complete");
        Assert.True(
            !TestRounds.AreWhole || backends.StaleEmpties > questions / 50,
            $"{backends.StaleEmpties} stale empties"
        );
    }

    [Theory]
    [Trait("row", "46")]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Every_altered_answer_is_noticed_and_none_is_ever_out(ulong seed)
    {
        var bits = new SeededBits(seed);
        var model = new ModelChain(bits);
        var run = new OrderRun(model.Node, s_options, model.Rules, seed);
        var backends = new ModelBackends(model, run, bits) { LieOneIn = 100 };
        run.AnswerBy = backends.Answer;
        var truth = new ModelTruth(model, run, $"seed {seed}");
        BlockOrderCounters counters = run.Order.Counters;
        long distrusted = 0;
        int lies = TestRounds.Of(60);
        while (backends.Lies < lies)
        {
            long before = counters.Contradictions;
            Live(model, run, 2 + model.Below(6));
            Cut(model, run, model.Below(8));
            Live(model, run, 1);
            distrusted += counters.Contradictions > before ? 1 : 0;
            Assert.True(
                counters.Contradictions == before || run.Order.Health == FeedHealth.Distrusted,
                $"seed {seed}: trusted after a lie"
            );
        }

        run.Settle();
        truth.MustBeWhole();
        long noticed = counters.Contradictions + counters.StaleAnswers + counters.Inconsistent;
        Assert.True(noticed == backends.Lies, $"seed {seed}: {noticed} of {backends.Lies} lies noticed");
        Assert.Equal(0, run.World.Resynchronisations);
        Assert.True(distrusted > 0 && (!TestRounds.AreWhole || backends.LiesOfKind.All(count => count > 0)));
    }

    private static void Live(ModelChain model, OrderRun run, int blocks)
    {
        for (int i = 0; i < blocks; i++)
        {
            model.Extend();
            foreach (OrderInput input in model.Sent)
            {
                run.Feed(input, 10_000);
            }

            model.Sent.Clear();
            run.PassTime(BlockTime);
        }
    }

    // Away while some blocks come; what the node sends meanwhile is lost.
    private static void Cut(ModelChain model, OrderRun run, int blocks)
    {
        run.Disconnect();
        run.PassTime(100 * OrderRun.Millisecond);
        if (blocks > 0)
        {
            model.Extend(blocks);
        }

        model.Sent.Clear();
        run.PassTime(blocks * BlockTime);
        run.Subscribe();
        run.PassTime(BlockTime);
    }
}
