using System.Runtime.InteropServices;
using FastArb.Chain;
using FastArb.Scenarios.Scripted;
using FastArb.Tests;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Scenarios.Live;

/// <summary>
/// However a recording ends, killed or out of room, what it had counted is there and replays.
/// </summary>
public sealed class Recording_Killed
{
    private const int Chunk = 100;

    // Of the input that all of the chain's messages make, nearly all.
    private const ulong InputBytes = 15_000_000;

    private static readonly ScriptedChain s_chain = ScriptedChain.FromRecording("frames.jsonl.gz");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public async Task Killed_at_any_moment_it_replays_and_its_events_are_its_inputs(ulong seed)
    {
        SeededBits bits = new(seed);
        for (int round = 0; round < TestRounds.Of(2); round++)
        {
            long bytes = (long)(bits.NextUInt64() % InputBytes);
            TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, round {round}, {bytes} bytes");
            ScriptedTraffic traffic = new(s_chain, SendAsync) { AnswersQuestions = true };
            await using ScriptedNode node = ScriptedNode.Start(traffic.RunAsync);
            using RecordedRun run = RecordedRun.Start(node.Endpoint);
            await run.WhileItRunsAsync(run.UntilItHoldsAsync(bytes, Cancellation), Cancellation);
            await run.KillAsync(Cancellation);
            run.MustReplayWhole();
            run.ReplayHere("--rebuild");
            byte[] given = MemoryMarshal.AsBytes<ChainEvent>(run.EventsOfInput(out _)).ToArray();
            Assert.True(given.AsSpan().SequenceEqual(run.EventBytes()), "the events made anew differ");
        }
    }

    [Fact]
    [Trait("row", "20")]
    public async Task On_a_full_disk_it_says_so_ends_and_what_it_has_replays()
    {
        using SmallDisk disk = SmallDisk.OrSkip(megabytes: 2);
        ScriptedTraffic traffic = new(s_chain, SendAsync) { AnswersQuestions = true };
        await using ScriptedNode node = ScriptedNode.Start(traffic.RunAsync);
        using RecordedRun run = RecordedRun.Start(node.Endpoint, Path.Combine(disk.FullPath, "run"));
        await run.WhileItRunsAsync(disk.UntilFullAsync(Cancellation), Cancellation);
        FinishedProcess ended = await run.FinishAsync(TimeSpan.FromSeconds(2), Cancellation);

        Assert.Equal((int)ExitCode.Failure, ended.ExitCode);
        string failure = Assert.Single(
            ended.Messages.TrimEnd().Split('\n'),
            line => line.StartsWith("fastarb: ", StringComparison.Ordinal)
        );
        Assert.StartsWith(
            "fastarb: recording stopped: No space left on device",
            failure,
            StringComparison.Ordinal
        );
        Assert.Contains(
            $"what was recorded until then is in {run.Folder}",
            failure,
            StringComparison.Ordinal
        );
        run.MustReplayWhole();
        Assert.NotEmpty(run.EventsOfInput(out _));
    }

    [Fact]
    [Trait("row", "15")]
    public async Task A_key_in_the_url_is_in_no_output_and_in_no_file()
    {
        const string Canary = "c4n4rykeyc4n4ry";
        byte[] bytes =
        [
            .. s_chain.Notifications.Take(100).SelectMany(ServerFrames.Text),
            .. ServerFrames.Close(1001, $"{Canary} is going away"),
        ];
        ScriptedTraffic traffic = new(s_chain, connection => connection.SendAsync(bytes));
        int clients = 0;
        await using ScriptedNode node = ScriptedNode.Start(connection =>
            Interlocked.Increment(ref clients) == 1
                ? traffic.RunAsync(connection)
                : connection.RefuseAsync(401, "Unauthorized")
        );
        UriBuilder url = new(node.Endpoint)
        {
            UserName = "me" + Canary,
            Password = Canary,
            Path = "/v2/" + Canary,
            Query = "apikey=" + Canary,
        };
        using RecordedRun run = RecordedRun.Start(url.Uri, verbose: true);
        FinishedProcess ended = await run.FinishAsync(TimeSpan.FromSeconds(20), Cancellation);

        Assert.Equal((int)ExitCode.Configuration, ended.ExitCode);
        Assert.Contains(node.Endpoint.Authority, ended.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, ended.Output + ended.Messages, StringComparison.Ordinal);
        string[] files = Directory.GetFiles(run.Folder, "*", SearchOption.AllDirectories);
        Assert.True(files.Length >= 4);
        foreach (string file in files)
        {
            byte[] content = await File.ReadAllBytesAsync(file, Cancellation);
            Assert.True(content.AsSpan().IndexOf("c4n4rykeyc4n4ry"u8) < 0, $"{file} holds the key");
        }
    }

    private static async Task SendAsync(ScriptedConnection connection)
    {
        foreach (string[] messages in s_chain.Notifications.Chunk(Chunk))
        {
            byte[] bytes = [.. messages.SelectMany(ServerFrames.Text)];
            await connection.SendAsync(bytes);
        }
    }
}
