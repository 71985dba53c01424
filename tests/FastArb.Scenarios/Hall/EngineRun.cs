using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using FastArb.Feed;
using FastArb.Pipeline;
using FastArb.Scenarios.Pools;
using FastArb.Tests.FrontDoor;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Scenarios.Hall;

/// <summary><c>fastarb engine</c> as it was built, on a market whose truth is known.</summary>
internal sealed class EngineRun : IDisposable
{
    private static readonly TimeSpan s_waitMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(10);

    private readonly ScratchFolder _scratch = new();

    private EngineRun(string command, ServedMarket market, string[] options, bool warmsUp = false)
    {
        Folder = Path.Combine(_scratch.FullPath, "run");
        Arguments =
        [
            command,
            "--json",
            "--out",
            Folder,
            "--config",
            _scratch.Write("market.yaml", Encoding.UTF8.GetBytes(market.Config())),
            .. warmsUp ? [] : (string[])["--no-warm-up"],
            .. options.SelectMany(one => one.StartsWith('-') ? (string[])[one] : ["--rpc", one]),
        ];
        Program = FastarbProcess.Start(Arguments);
    }

    /// <summary>On these nodes; with an HTTP one, it asks that for the pools first.</summary>
    public EngineRun(ServedMarket market, params string[] nodes)
        : this("engine", market, nodes) { }

    /// <summary>One that compiles its code first.</summary>
    public static EngineRun Warm(ServedMarket market) =>
        new("engine", market, [market.WebSocketUrl, market.Url], warmsUp: true);

    /// <summary>As <c>fastarb run</c> starts it: nodes, and options.</summary>
    public static EngineRun WithFront(ServedMarket market, params string[] options) =>
        new("run", market, options);

    public string Folder { get; }

    public string[] Arguments { get; }

    public FastarbProcess Program { get; private set; }

    /// <summary>What it says of itself; null before it listens, and while it is between two lives.</summary>
    public EngineStatus? Status
    {
        get
        {
            try
            {
                return ControlClient.Ask(Folder, ControlVerb.Status)?.Status;
            }
            catch (IOException)
            {
                // Killed while it was asked.
                return null;
            }
        }
    }

    /// <summary>Kills it, and begins it again in the same folder.</summary>
    public void KillAndBeginAgain()
    {
        Program.Kill();
        Program.Dispose();
        Program = FastarbProcess.Start(Arguments);
    }

    /// <summary>Waits until it says so; fails at once when it has ended instead.</summary>
    public async Task UntilAsync(Func<EngineStatus, bool> isSo, CancellationToken cancellation)
    {
        try
        {
            await Program.WhileItRunsAsync(AskAsync(), s_waitMax, cancellation);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"not in time: {Status}; it says: {Program.Messages}", late);
        }

        async Task AskAsync()
        {
            while (Status is not { } status || !isSo(status))
            {
                await Task.Delay(s_poll, cancellation);
            }
        }
    }

    /// <summary>Sends it a signal, and holds it to its two seconds and to its report.</summary>
    public async Task<JsonNode> MustStopAsync(CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        Program.Interrupt();
        FinishedProcess ended = await Program.FinishAsync(s_waitMax, cancellation);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 2);
        Assert.True(ended.ExitCode == (int)ExitCode.Interrupted, ended.Output + ended.Messages);
        return MustBeWhole(ended);
    }

    /// <summary>Its report is what it has recorded, and what it has recorded replays.</summary>
    public JsonNode MustBeWhole(FinishedProcess ended)
    {
        JsonNode report = JsonNode.Parse(ended.Output)!;
        RunManifest manifest = RunManifest.Load(Folder);
        Assert.True(manifest.Complete);
        Assert.Equal(manifest.EventsHash, report["eventsHash"]!.GetValue<string>());
        using StringWriter output = new();
        ExitCode code = new CommandTree(Terminal.Plain(output, output)).Run(["replay", Folder, "--json"]);
        Assert.True(code == ExitCode.Ok, output.ToString());
        Assert.Equal(
            report["eventsHash"]!.GetValue<string>(),
            JsonNode.Parse(output.ToString())!["eventsHash"]!.GetValue<string>()
        );
        return report;
    }

    public void Dispose()
    {
        Program.Dispose();
        _scratch.Dispose();
    }
}
