using System.Text.Json.Nodes;
using FastArb.Chain;
using FastArb.Scenarios.Anvil;
using FastArb.Tests;
using Xunit;

namespace FastArb.Scenarios.Live;

/// <summary>
/// The program records a real node's chain while it goes back and forth, and is held to what the node says
/// of that chain afterwards.
/// </summary>
public sealed class Anvil_Recorded
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public async Task What_is_recorded_of_a_real_node_is_its_chain_exactly(ulong seed)
    {
        using AnvilNode node = await AnvilNode.StartAsync(new AnvilOptions(), Cancellation);
        using RecordedRun run = RecordedRun.Start(node.WebSocket);
        await run.UntilItListensAsync(node.Rpc, Cancellation);
        AnvilTraffic traffic = await AnvilTraffic.PrepareAsync(
            node.Rpc,
            seed,
            TimeSpan.FromMilliseconds(5),
            Cancellation
        );
        await traffic.RunAsync(TestRounds.Of(100), Cancellation);
        ChainTruth truth = await traffic.TruthAsync(Cancellation);
        await Task.Delay(TimeSpan.FromMilliseconds(500), Cancellation);
        JsonNode recorded = await run.StopAsync(Cancellation);

        byte[] live = run.EventBytes();
        ChainEvent[] events = run.Events();
        SettledChain settled = new();
        settled.Add(events);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {settled}");
        settled.MustEndWith(truth);
        // The node tells of a new branch's heads first and of their logs then: without waiting for
        // them each of
        // those was a reorg, some hundred in a run. A machine that stalls may still tear the two apart.
        int wrong =
            settled.Reorgs.GetValueOrDefault(ReorgCause.LateLog)
            + settled.Reorgs.GetValueOrDefault(ReorgCause.MisplacedLog);
        Assert.True(wrong <= 30, $"{wrong} times back for a log that came late");
        Assert.Equal(events.Length, recorded["events"]!.GetValue<int>());

        JsonNode replayed = run.Replay();
        Assert.Equal(TextOf(recorded, "eventsHash"), TextOf(replayed, "eventsHash"));
        Assert.Equal(TextOf(recorded, "eventsHash"), TextOf(run.Replay("--from-events"), "eventsHash"));
        run.Replay("--rebuild");
        Assert.True(live.AsSpan().SequenceEqual(run.EventBytes()), "the events made anew differ");
    }

    private static string TextOf(JsonNode summary, string member) => summary[member]!.GetValue<string>();
}
