using System.Globalization;
using System.Text.Json.Nodes;
using FastArb.Chain;
using FastArb.Feed;
using FastArb.Scenarios.Live;
using FastArb.Simulation;
using FastArb.Tests.FrontDoor;
using Xunit;

namespace FastArb.Scenarios.Fetch;

/// <summary>A run's folder that <c>fastarb fetch</c> fills, and what is in it.</summary>
internal sealed class FetchedRun : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public string Folder => Path.Combine(_scratch.FullPath, "run");

    public string[] Arguments(string url, long from, long to, params string[] options) =>
        [
            "fetch",
            "--rpc",
            url,
            "--from",
            from.ToString(CultureInfo.InvariantCulture),
            "--to",
            to.ToString(CultureInfo.InvariantCulture),
            "--out",
            Folder,
            "--json",
            .. options,
        ];

    /// <summary>In this process, which is quicker; gives the summary.</summary>
    public JsonNode Fetch(string url, long from, long to, params string[] options)
    {
        (ExitCode code, string output, string messages) = Run(Arguments(url, from, to, options));
        Assert.True(code == ExitCode.Ok, output + messages);
        return JsonNode.Parse(output)!;
    }

    public static (ExitCode Code, string Output, string Messages) Run(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter messages = new();
        ExitCode code = new CommandTree(Terminal.Plain(output, messages)).Run(arguments);
        return (code, output.ToString(), messages.ToString());
    }

    /// <summary>The recorded input gives the recorded events, byte for byte.</summary>
    public void MustReplay()
    {
        (ExitCode code, string output, string messages) = Run("replay", Folder, "--json");
        Assert.True(code == ExitCode.Ok, output + messages);
        JsonNode summary = JsonNode.Parse(output)!;
        Assert.Equal(summary["recordedHash"]!.GetValue<string>(), summary["eventsHash"]!.GetValue<string>());
        Assert.Equal(summary["events"]!.GetValue<long>(), summary["eventsCompared"]!.GetValue<long>());
    }

    public SettledChain Settled()
    {
        SettledChain chain = new();
        using EventReader reader = new(Folder);
        while (reader.TryRead(out ReadOnlySpan<ChainEvent> events))
        {
            chain.Add(events);
        }

        Assert.Null(reader.TornTail);
        Assert.All(chain.Blocks, block => Assert.True(block.IsSealed, $"{block.Number} is not sealed"));
        return chain;
    }

    /// <summary>Exactly these blocks of the chain, and of their logs exactly those that are wanted.</summary>
    public void MustBe(SimulatedChain chain, long from, long to, Func<SimulatedLog, bool> isWanted)
    {
        SettledChain settled = Settled();
        Assert.Equal(to - from + 1, settled.Blocks.Count);
        foreach (SettledBlock block in settled.Blocks)
        {
            SimulatedBlock truth = chain.At(block.Number)!;
            Assert.Equal(truth.Hash, block.Hash);
            uint[] wanted =
            [
                .. Enumerable
                    .Range(0, truth.Logs.Length)
                    .Where(index => isWanted(truth.Logs[index]))
                    .Select(index => (uint)index),
            ];
            Assert.Equal(wanted, block.Logs.Select(log => log.First.LogIndex));
            foreach (SettledLog log in block.Logs)
            {
                Assert.Equal(truth.Logs[(int)log.First.LogIndex].Address.ToWord(), log.Words[0]);
            }
        }
    }

    public void Dispose() => _scratch.Dispose();
}
