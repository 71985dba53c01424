using FastArb.Market;
using FastArb.Tests;
using Xunit;

namespace FastArb.Scenarios.Market;

/// <summary>
/// Real pools on a real node, traded at random, on a chain that goes back now and then. The market loads its
/// pools while that goes on, and what is live is after every step what the node itself says of it.
/// </summary>
[Trait("row", "anvil")]
public sealed class Market_OnAnvil
{
    // Without Multicall3 the long form's pools are 8,464 questions, and more where the chain goes back.
    private const int LoadingStepsMax = 2_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Odd seeds have Multicall3, even ones have not.</summary>
    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public async Task Pools_ticks_quotes_and_routes_are_the_chain_s_after_every_block(ulong seed)
    {
        await using MarketRun run = await MarketRun.BeginAsync(
            seed,
            hasMulticall: seed % 2 == 1,
            Cancellation
        );
        while (run.WholeSteps < TestRounds.Of(100))
        {
            Assert.True(run.Steps - run.WholeSteps < LoadingStepsMax, $"seed {seed}: {run}");
            await run.StepAsync(Cancellation);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {run}");
        Assert.Equal(0, run.Fed.Market.FaultCount);
        Assert.Equal(0, run.Fed.Market.DifferenceCount);
        if (TestRounds.AreWhole)
        {
            Assert.NotEqual(0, run.Traffic.Reorgs);
            Assert.NotEqual(0, run.Routes.Profitable);
            Assert.NotEqual(0, run.Routes.Strict);
            Assert.NotEqual(0, run.Fed.Market.AuditedCount);
            Assert.NotEqual(0, run.Remembered);
            MustBeNear(new UniswapV2Kind().Gas.Swap, run.Routes.Gas.MeanOf(-1));
            MustBeNear(new UniswapV3Kind().Gas.Swap, run.Routes.Gas.MeanOf(0));
            Assert.Contains(QuoteOutcome.Partial, run.Quotes.Outcomes);
            Assert.Contains(QuoteOutcome.Reverted, run.Quotes.Outcomes);
        }
    }

    private static void MustBeNear(int gas, double measured) =>
        Assert.InRange(gas, measured * 0.9, measured * 1.1);
}
