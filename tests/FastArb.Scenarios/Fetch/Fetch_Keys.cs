using System.Text;
using FastArb.Scenarios.Live;
using FastArb.Simulation;
using FastArb.Tests;
using FastArb.Tests.FrontDoor;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Scenarios.Fetch;

/// <summary>
/// Whatever goes wrong while blocks of the past are fetched, and whatever a node says of it, the key of
/// its URL
/// is in nothing that is left.
/// </summary>
public sealed class Fetch_Keys
{
    private const int RoundsInProcess = 10;

    // The chain, its end, its headers: the fourth question is for logs, and the last one.
    private const int GoodMax = 3;

    private const string Echo =
        $"no key {KeyCanary.Text} for /v2/{KeyCanary.Text}?apikey={KeyCanary.Text} of me{KeyCanary.Text}";

    /// <summary>After these it tries again, if it was answered before or is asked to wait.</summary>
    private static readonly Action<Stream>[] s_losses =
    [
        stream => ScriptedHttp.Write(stream, Echo, "429 Too Many", "Retry-After: 0\r\n"),
        stream => ScriptedHttp.Write(stream, Echo, "503 Busy", $"Retry-After: 0\r\nX-Why: {Echo}\r\n"),
        stream => ScriptedHttp.Write(stream, Refusal(-32_005), "429 Too Many"),
        stream => ScriptedHttp.Write(stream, Refusal(-32_005)),
    ];

    /// <summary>Nor do these end it where the node was there before.</summary>
    private static readonly Action<Stream>[] s_absences =
    [
        stream => ScriptedHttp.Write(stream, Echo, $"502 {Echo}"),
        stream => ScriptedHttp.Write(stream, Echo, "500 Oops"),
        _ => throw new IOException("The node hangs up."),
        stream =>
        {
            stream.Write(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{Echo}"));
            throw new IOException("The node hangs up in the middle of an answer.");
        },
    ];

    private static readonly Action<Stream>[] s_refusals =
    [
        stream => ScriptedHttp.Write(stream, Echo, "401 No", $"WWW-Authenticate: Basic realm=\"{Echo}\"\r\n"),
        stream => ScriptedHttp.Write(stream, Echo, $"402 {Echo}"),
        stream => ScriptedHttp.Write(stream, Echo, "403 Forbidden"),
        stream => ScriptedHttp.Write(stream, $"monthly capacity limit of {Echo}", "429 Too Many"),
        stream => ScriptedHttp.Write(stream, Refusal(401)),
        stream => ScriptedHttp.Write(stream, Refusal(-32_000, "invalid api key: ")),
        stream => ScriptedHttp.Write(stream, Refusal(-32_000, "daily request count exceeded: ")),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [Trait("row", "15")]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public async Task A_key_in_the_url_is_in_no_output_and_in_no_file_whatever_went_wrong(ulong seed)
    {
        SeededBits bits = new(seed);
        BlockMaker maker = new(seed);
        SimulatedChain chain = new(137, maker.First());
        while (chain.Head.Number < chain.First.Number + 30)
        {
            chain.Append(maker.Next(chain.Head));
        }

        int failures = 0;
        for (int round = 0; round < TestRounds.Of(5); round++)
        {
            int good = (int)(bits.NextUInt64() % (GoodMax + 1));
            Action<Stream>[] losses = good == 0 ? s_losses : [.. s_losses, .. s_absences];
            Action<Stream> refuse = Drawn(s_refusals, bits);
            Action<Stream>?[] plan =
            [
                .. Enumerable.Repeat<Action<Stream>?>(null, good),
                Drawn(losses, bits),
                .. Enumerable.Repeat<Action<Stream>?>(refuse, 100),
            ];
            using SimulatedHttp http = new(new SimulatedNode(chain), plan);
            await FailAsync(http, chain, round);
            Assert.True(http.Requests > good + 1, $"{http.Requests} requests, {good} of them good");
            failures += http.Requests - good;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"row 15: fetch, seed {seed}, {failures} failures");
    }

    private static async Task FailAsync(SimulatedHttp http, SimulatedChain chain, int round)
    {
        using FetchedRun run = new();
        using ScratchFolder scratch = new();
        Uri node = new(http.Url);
        string url = KeyCanary.In(node).ToString();
        string[] arguments = [.. run.Arguments(url, chain.First.Number, chain.Head.Number), "-v"];
        if (round % 2 != 0)
        {
            string file = scratch.Write("rpc", url);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            int at = Array.IndexOf(arguments, "--rpc");
            arguments[at] = "--rpc-file";
            arguments[at + 1] = file;
        }

        FinishedProcess ended = await RunAsync(arguments, round % RoundsInProcess == 0);
        Assert.True(
            ended.ExitCode != (int)ExitCode.Ok,
            $"{http.Requests} requests: {ended.Output}{ended.Messages}"
        );
        Assert.Contains(node.Authority, ended.Messages, StringComparison.Ordinal);
        KeyCanary.MustBeNowhere(ended, run.Folder);
    }

    private static async Task<FinishedProcess> RunAsync(string[] arguments, bool apart)
    {
        if (!apart)
        {
            (ExitCode code, string output, string messages) = FetchedRun.Run(arguments);
            return new FinishedProcess((int)code, output, messages);
        }

        using FastarbProcess program = FastarbProcess.Start(arguments);
        return await program.FinishAsync(TimeSpan.FromSeconds(60), Cancellation);
    }

    private static Action<Stream> Drawn(Action<Stream>[] all, SeededBits bits) =>
        all[bits.NextUInt64() % (ulong)all.Length];

    private static string Refusal(int code, string words = "") =>
        $$$"""{"jsonrpc":"2.0","id":1,"error":{"code":{{{code}}},"message":"{{{words + Echo}}}"}}""";
}
