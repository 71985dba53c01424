using System.Text;
using System.Text.Json.Nodes;
using FastArb.Scenarios.Anvil;
using FastArb.Scenarios.Proxy;
using FastArb.Tests;
using Xunit;

namespace FastArb.Scenarios.Live;

/// <summary>
/// The program records a real node's chain, which goes back and forth at a high rate, over a connection that
/// is cut again and again. What it has in the end is the chain: nothing is missing, nothing is there twice.
/// </summary>
[Trait("row", "anvil")]
public sealed class Anvil_Cut
{
    // The long form's chain has 300 blocks in the end, those that were replaced left out.
    private static readonly bool s_isLong = TestRounds.Of(1) > 1;

    private static readonly TimeSpan s_catchUpMax = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public async Task However_often_the_connection_is_cut_the_applied_set_is_the_chain_s(ulong seed)
    {
        using AnvilNode node = await AnvilNode.StartAsync(new AnvilOptions(), Cancellation);
        TimeSpan life = TimeSpan.FromMilliseconds(s_isLong ? 1_000 : 300);
        TimeSpan freeze = TimeSpan.FromSeconds(s_isLong ? 6 : 1);
        await using CuttingProxy proxy = CuttingProxy.Start(node.Http, Cut.Drawn(seed, life, freeze));
        proxy.IsCutting = false;
        using RecordedRun run = RecordedRun.Start(proxy.WebSocket);
        await run.UntilItListensAsync(node.Rpc, Cancellation);
        AnvilTraffic traffic = await AnvilTraffic.PrepareAsync(
            node.Rpc,
            seed,
            TimeSpan.FromMilliseconds(s_isLong ? 50 : 20),
            Cancellation
        );

        // Faults on; the connection that is there gets its cut too.
        proxy.IsCutting = true;
        await traffic.RunAsync(s_isLong ? 450 : 40, Cancellation);

        // Faults off: it must find the head of a chain that grows, also from a branch that has left it.
        proxy.IsCutting = false;
        for (int i = 0; i <= AnvilTraffic.ReorgDepthMax; i++)
        {
            await traffic.RunAsync(0, Cancellation);
        }

        ChainTruth truth = await traffic.TruthAsync(Cancellation);
        byte[] last = Encoding.ASCII.GetBytes(truth.Blocks[^1].Hash);
        await run.WhileItRunsAsync(run.UntilItHoldsAsync(last, Cancellation), Cancellation)
            .WaitAsync(s_catchUpMax, Cancellation);
        await Task.Delay(TimeSpan.FromSeconds(1), Cancellation);
        JsonNode recorded = await run.StopAsync(Cancellation);

        SettledChain settled = new();
        settled.Add(run.Events());
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {proxy}; {settled}");
        settled.MustEndWithBlocksOf(truth);
        Assert.True(!s_isLong || truth.Blocks.Length >= 300, $"{truth.Blocks.Length} blocks");
        Assert.InRange(proxy.DoneOfAllKinds, s_isLong ? 10 : 1, long.MaxValue);
        Assert.Equal(
            recorded["eventsHash"]!.GetValue<string>(),
            run.Replay()["eventsHash"]!.GetValue<string>()
        );
    }
}
