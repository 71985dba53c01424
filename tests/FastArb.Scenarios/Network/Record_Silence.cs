using System.Diagnostics;
using FastArb.Scenarios.Live;
using FastArb.Scenarios.Simulation;
using FastArb.Simulation;
using FastArb.Tests;
using Xunit;

namespace FastArb.Scenarios.Network;

/// <summary>
/// Row 1 with real sockets, the real process and its watchdog's own thread: heads that stop coming while the
/// chain goes on.
/// </summary>
public sealed class Record_Silence
{
    private static readonly TimeSpan s_blockTime = TimeSpan.FromMilliseconds(250);

    // Two intervals and 2 s; the notice is printed within a quarter of a second; the rest is for a machine
    // that is shared. The simulated runs hold the exact figure.
    private static readonly TimeSpan s_limit = (2 * s_blockTime) + TimeSpan.FromSeconds(2 + 0.75);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("row", "1")]
    public async Task Silent_heads_are_replaced_and_nothing_is_missed()
    {
        TimeSpan longest = TimeSpan.Zero;
        for (int round = 0; round < TestRounds.Of(1); round++)
        {
            TimeSpan took = await FallSilentAsync((ulong)round + 1);
            longest = took > longest ? took : longest;
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"row 1, loopback: {TestRounds.Of(1)} silences, longest {longest.TotalSeconds:0.00} s"
        );
        Assert.True(longest <= s_limit, $"{longest}");
    }

    private static async Task<TimeSpan> FallSilentAsync(ulong seed)
    {
        await using ServedNode node = new(seed: seed);
        using RecordedRun run = RecordedRun.Start(node.WebSocket);
        await run.WhileItRunsAsync(
            node.UntilAsync(one => one.SubscriptionCount == 2, Cancellation),
            Cancellation
        );
        long first = node.Grow().Number;
        await GrowAsync(node, blocks: 8);
        node.Use(one => one.Faults = FaultPlan.None.With(FaultKind.SilentHeads, 1_000_000));
        await GrowAsync(node, blocks: 1);
        node.Use(one => one.Faults = FaultPlan.None);
        long begun = Stopwatch.GetTimestamp();
        while (!run.Messages.Contains("subscribed again", StringComparison.Ordinal))
        {
            Assert.True(Stopwatch.GetElapsedTime(begun) < 2 * s_limit, run.Messages);
            await GrowAsync(node, blocks: 1);
        }

        TimeSpan took = Stopwatch.GetElapsedTime(begun);
        node.Use(one => Assert.True(one.Tally[FaultKind.SilentHeads] > 0, "no subscription fell silent"));
        await GrowAsync(node, blocks: 4);
        await run.StopAsync(Cancellation);
        SettledChain settled = new();
        settled.Add(run.Events());
        settled.MustEndWith(node.TruthFrom(first));
        return took;
    }

    private static async Task GrowAsync(ServedNode node, int blocks)
    {
        for (int i = 0; i < blocks; i++)
        {
            node.Grow();
            await Task.Delay(s_blockTime, Cancellation);
        }
    }
}
