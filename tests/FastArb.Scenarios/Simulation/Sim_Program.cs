using System.Text.Json.Nodes;
using FastArb.Tests.FrontDoor;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Scenarios.Simulation;

/// <summary><c>fastarb sim</c> as a user starts it.</summary>
public sealed class Sim_Program
{
    private static readonly TimeSpan s_startMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_stopMax = TimeSpan.FromSeconds(5);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_serves_until_Ctrl_C_and_says_what_went_wrong()
    {
        using FastarbProcess program = FastarbProcess.Start([
            "sim",
            "--port",
            "0",
            "--block-time",
            "50ms",
            "--seed",
            "3",
            "--faults",
            "logs-first=1000000",
        ]);
        Uri address = await AddressOfAsync(program, "ws:");
        using (WebSocketClient client = await WebSocketClient.ConnectAsync(address, Cancellation))
        {
            await client.SubscribeAsync("""["newHeads"]""", Cancellation);
            string? parent = null;
            for (int i = 0; i < 10; i++)
            {
                JsonNode head = (await client.ReceiveJsonAsync(Cancellation))["params"]!["result"]!;
                Assert.Equal(parent ?? (string?)head["parentHash"], (string?)head["parentHash"]);
                parent = (string?)head["hash"];
            }
        }

        program.Interrupt();
        FinishedProcess finished = await program.FinishAsync(s_stopMax, Cancellation);
        Assert.Equal((int)ExitCode.Interrupted, finished.ExitCode);
        Assert.Matches("^[0-9]+ blocks; logs-first [0-9]+\n$", finished.Messages);
    }

    [Fact]
    public async Task A_taken_port_is_one_clear_sentence()
    {
        await using ServedNode node = new();
        FinishedProcess finished = FastArbProgram.Run("sim", "--port", $"{node.Port}");
        Assert.Equal((int)ExitCode.Configuration, finished.ExitCode);
        Assert.Equal(
            $"fastarb: port {node.Port} is taken by another program (give another --port, or 0 for any)\n",
            finished.Messages
        );
    }

    [Theory]
    [InlineData("--faults", "cuts=5", "--faults: no fault is named 'cuts' (see docs/simulation.md)")]
    [InlineData("--faults", "cut=x", "--faults: cut needs another number: cut=200 (see docs/simulation.md)")]
    [InlineData("--block-time", "soon", "--block-time soon is not a time (write 500ms, 90s, 40m, 2h or 1d)")]
    [InlineData("--blocks", "0", "--blocks 0 is no number of blocks")]
    [InlineData("--port", "99999", "--port 99999 is no port (0 to 65535, 0 for any free one)")]
    [InlineData("--port", "http", "--port http is no port (0 to 65535, 0 for any free one)")]
    [InlineData(
        "--recording",
        "tests/nothing",
        "--recording tests/nothing: there is no tests/nothing (tests/recordings shows what is wanted)"
    )]
    public void A_wrong_option_is_one_clear_sentence(string option, string value, string message)
    {
        FinishedProcess finished = FastArbProgram.Run("sim", option, value);
        Assert.Equal((int)ExitCode.UsageOrNotFound, finished.ExitCode);
        Assert.Equal($"fastarb: {message}\n", finished.Messages);
    }

    [Fact]
    public void A_recording_is_served_and_then_continued()
    {
        FinishedProcess finished = FastArbProgram.Run(
            "sim",
            "--port",
            "0",
            "--blocks",
            "100",
            "--block-time",
            "1ms",
            "--recording",
            "tests/recordings/frames-reorg-geth.jsonl.gz",
            "--json"
        );
        Assert.True(finished.ExitCode == 0, finished.Messages);
        JsonNode said = JsonNode.Parse(finished.Output)!;
        Assert.Equal("fastarb.sim/1", (string?)said["schema"]);
        Assert.Equal(137, (int)said["chainId"]!);
        Assert.StartsWith("http://127.0.0.1:", (string?)said["http"], StringComparison.Ordinal);
        Assert.Equal("100 blocks; no fault\n", finished.Messages);
    }

    private static async Task<Uri> AddressOfAsync(FastarbProcess program, string scheme)
    {
        await program.WhileItRunsAsync(SaysAsync(program, "HTTP"), s_startMax, Cancellation);
        string line = program.Output.Split('\n').First(one => one.Contains(scheme, StringComparison.Ordinal));
        return new Uri(line[line.IndexOf(scheme, StringComparison.Ordinal)..]);
    }

    private static async Task SaysAsync(FastarbProcess program, string word)
    {
        while (!program.Output.Contains(word, StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), Cancellation);
        }
    }
}
