using System.Text.Json.Nodes;
using FastArb.Scenarios.Scripted;
using FastArb.Tests;
using Xunit;

namespace FastArb.Scenarios.Live;

/// <summary>However fast a recording is replayed, its events are those of the live run.</summary>
public sealed class Recording_Replayed
{
    private static readonly string[] s_paces = ["max", "1000x", "50x", "7.5x", "3x"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_pace_gives_the_live_events_to_the_byte()
    {
        ScriptedChain chain = ScriptedChain.FromRecording("frames-reorg.jsonl.gz");
        ScriptedTraffic traffic = new(chain, connection => SendAtAPaceAsync(connection, chain))
        {
            AnswersQuestions = true,
        };
        await using ScriptedNode node = ScriptedNode.Start(traffic.RunAsync);
        using RecordedRun run = RecordedRun.Start(node.Endpoint);
        await run.WhileItRunsAsync(traffic.Taken, Cancellation);
        JsonNode recorded = await run.StopAsync(Cancellation);
        byte[] live = run.EventBytes();

        for (int i = 0; i < TestRounds.Of(20); i++)
        {
            JsonNode replayed = run.ReplayHere("--rebuild", "--speed", s_paces[i % s_paces.Length]);
            Assert.Equal(HashOf(recorded), HashOf(replayed));
            Assert.True(live.AsSpan().SequenceEqual(run.EventBytes()), $"replay {i} differs");
        }

        // The chain's five; a stall of this machine may make the feed seal too early, and think again.
        Assert.True(recorded["reorgs"]!.GetValue<int>() >= 5, recorded.ToJsonString());
    }

    /// <summary>
    /// In blocks of some frames, over about half a second, so that the pace has something to say.
    /// </summary>
    private static async Task SendAtAPaceAsync(ScriptedConnection connection, ScriptedChain chain)
    {
        foreach (string[] messages in chain.Notifications.Chunk(100))
        {
            byte[] bytes = [.. messages.SelectMany(ServerFrames.Text)];
            await connection.SendAsync(bytes);
            await Task.Delay(TimeSpan.FromMilliseconds(20), connection.Stopped);
        }
    }

    private static string HashOf(JsonNode summary) => summary["eventsHash"]!.GetValue<string>();
}
