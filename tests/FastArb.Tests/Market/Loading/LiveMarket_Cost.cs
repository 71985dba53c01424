using System.Diagnostics;
using FastArb.Chain;
using FastArb.Market;
using FastArb.Simulation;
using Xunit;

namespace FastArb.Tests.Market.Loading;

/// <summary>What a market costs: nothing per log of a live pool, few questions to load thousands.</summary>
public sealed class LiveMarket_Cost(ITestOutputHelper output)
{
    [Fact]
    [Trait("gate", "allocation")]
    public void A_log_of_a_live_pool_allocates_nothing()
    {
        MarketScene scene = LiveMarket_Doubt.Loaded(21);
        List<ChainEvent> events = [];
        SimulatedBlock block = scene.Head;
        for (int i = 0; i < 50; i++)
        {
            block = scene.Made.Next(block);
            for (int log = 0; log < block.Logs.Length; log++)
            {
                // Only what can be said again and again.
                if (scene.TryEventOf(block, log, out ChainEvent e) && e.TopicIndex == 0)
                {
                    events.Add(e);
                }
            }
        }

        ChainEvent[] logs = [.. events];
        Assert.Contains(logs, e => e.Rule == 0);
        Assert.Contains(logs, e => e.Rule == 1);
        long allocated = AllocatedBytes.Least(() =>
        {
            foreach (ref readonly ChainEvent e in logs.AsSpan())
            {
                scene.Market.On(in e);
            }
        });
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Thousands_of_pools_are_loaded_with_few_questions()
    {
        int pools = TestRounds.Of(1_000);
        MadeMarket made = new(22, pools, 0);
        // Trying tokens out is a question for each pool.
        MarketScene scene = new(made, options: new LiveMarketOptions { TriesTokensOut = false });
        Stopwatch watch = Stopwatch.StartNew();
        int blocks = 0;
        for (; !scene.Market.IsComplete; blocks++)
        {
            scene.Next();
        }

        scene.MustBeWhole();
        output.WriteLine(
            $"{pools} pools in {blocks} blocks by {scene.QuestionCount} questions, "
                + $"{watch.Elapsed.TotalMilliseconds:0} ms with the contracts' own work"
        );
        Assert.True(scene.QuestionCount < 10 + (pools / 20), $"{scene.QuestionCount} questions");
    }
}
