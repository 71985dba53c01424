using FastArb.Feed;
using FastArb.Market;
using FastArb.Pipeline;
using FastArb.Tests.Market.Loading;
using Xunit;

namespace FastArb.Tests.Pipeline.Control;

/// <summary>What runs before the first block is what runs behind it.</summary>
public sealed class WarmUp_Path
{
    private const int Blocks = 300;

    [Fact]
    public void Each_made_log_moves_a_live_pool_and_is_quoted()
    {
        EnginePlan plan = Plan();
        WarmUpFrames frames = new(plan.Market);
        ReplayRun run = new(
            plan with
            {
                Genesis = frames.Genesis,
                Feed = plan.Feed with { Order = new BlockOrderOptions { Start = frames.Genesis.Head } },
            }
        );
        run.Begin();
        int logs = 0;
        for (int block = 1; block <= Blocks; block++)
        {
            foreach (byte[] message in frames.NextBlock())
            {
                logs +=
                    run.Sequencer.Accept(InputKind.Message, 0, message, block * 1_000_000_000L)
                    == FrameKind.Log
                        ? 1
                        : 0;
            }
        }

        run.End();
        LiveMarket market = run.Lanes.Lanes[0].Market;
        Assert.Equal(plan.Market.Pools.Length, market.LiveCount);
        Assert.Equal((logs, 0), (market.LogCount, market.FaultCount));
        Assert.InRange(logs, Blocks, long.MaxValue);
        Assert.InRange(((QuoteHandler)run.Lanes.Lanes[0].Handlers[0]).Quotes, 1, long.MaxValue);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void It_ends_when_nothing_more_is_compiled_or_when_it_is_told_to(int lanes)
    {
        WarmUp warmUp = new(Plan() with { Lanes = LanePlan.Of(lanes, 1) });
        using CancellationTokenSource stop = new(TimeSpan.FromSeconds(1));
        warmUp.Run(TimeSpan.FromMinutes(5), stop.Token);
        Assert.InRange(warmUp.Messages, 100, long.MaxValue);
    }

    private static EnginePlan Plan()
    {
        MarketPlan market = new MadeMarket(seed: 1).Plan;
        RouteTable routes = RouteSearch.Find(
            market,
            new RouteSearchOptions { HopsMax = 2, StartLists = [market.Tokens.All] }
        );
        return new EnginePlan(
            market,
            routes,
            new FeedPlan(market.ToWatchRules()),
            QuoteHandler.Plans(market, 1),
            LanePlan.Of(1, 1)
        );
    }
}
