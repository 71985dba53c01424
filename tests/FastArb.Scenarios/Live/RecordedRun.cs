using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using FastArb.Chain;
using FastArb.Feed;
using FastArb.Scenarios.Anvil;
using FastArb.Tests.FrontDoor;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Scenarios.Live;

/// <summary>A run's folder that <c>fastarb record</c> fills, and what the program says of it.</summary>
internal sealed class RecordedRun : IDisposable
{
    private static readonly TimeSpan s_waitMax = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan s_stopWaitMax = TimeSpan.FromSeconds(10);

    private readonly ScratchFolder _scratch = new();
    private readonly FastarbProcess _program;

    private RecordedRun(Uri endpoint)
    {
        Folder = Path.Combine(_scratch.FullPath, "run");
        _program = FastarbProcess.Start("record", "--rpc", endpoint.ToString(), "--out", Folder, "--json");
    }

    public string Folder { get; }

    public static RecordedRun Start(Uri endpoint) => new(endpoint);

    /// <summary>Waits for what the program must do first; fails at once when it has ended instead.</summary>
    public Task WhileItRunsAsync(Task task, CancellationToken cancellation) =>
        _program.WhileItRunsAsync(task, s_waitMax, cancellation);

    /// <summary>Mines until the recording shows that the program hears of it.</summary>
    public Task UntilItListensAsync(AnvilRpc rpc, CancellationToken cancellation) =>
        WhileItRunsAsync(MineUntilHeardAsync(rpc, cancellation), cancellation);

    /// <summary>Ends it as Ctrl-C does, and gives its summary.</summary>
    public async Task<JsonNode> StopAsync(CancellationToken cancellation)
    {
        _program.Interrupt();
        FinishedProcess finished = await _program.FinishAsync(s_stopWaitMax, cancellation);
        Assert.True(finished.ExitCode == (int)ExitCode.Interrupted, finished.Output + finished.Messages);
        return JsonNode.Parse(finished.Output)!;
    }

    /// <summary>Replays it with further options, and gives the summary.</summary>
    public JsonNode Replay(params string[] options)
    {
        FinishedProcess finished = FastArbProgram.Run(["replay", Folder, "--json", .. options]);
        Assert.True(finished.ExitCode == 0, finished.Output + finished.Messages);
        return JsonNode.Parse(finished.Output)!;
    }

    /// <summary>The same within this process, which is quicker where there are many.</summary>
    public JsonNode ReplayHere(params string[] options)
    {
        using StringWriter output = new();
        using StringWriter messages = new();
        ExitCode code = new CommandTree(Terminal.Plain(output, messages)).Run([
            "replay",
            Folder,
            "--json",
            .. options,
        ]);
        Assert.True(code == ExitCode.Ok, output.ToString() + messages);
        return JsonNode.Parse(output.ToString())!;
    }

    public byte[] EventBytes() => MemoryMarshal.AsBytes<ChainEvent>(Events()).ToArray();

    public ChainEvent[] Events()
    {
        List<ChainEvent> all = [];
        using EventReader reader = new(Folder);
        while (reader.TryRead(out ReadOnlySpan<ChainEvent> events))
        {
            all.AddRange(events);
        }

        Assert.Null(reader.TornTail);
        return [.. all];
    }

    public void Dispose()
    {
        _program.Dispose();
        _scratch.Dispose();
    }

    private async Task MineUntilHeardAsync(AnvilRpc rpc, CancellationToken cancellation)
    {
        while (!HasHead())
        {
            await rpc.MineAsync(1, cancellation);
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellation);
        }
    }

    private bool HasHead()
    {
        string input = RunFolder.InputOf(Folder);
        return Directory.Exists(input)
            && Directory
                .EnumerateFiles(input)
                .Any(file => Shared(file).AsSpan().IndexOf("\"parentHash\""u8) >= 0);
    }

    private static byte[] Shared(string file)
    {
        using FileStream open = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[open.Length];
        int read = open.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return bytes[..read];
    }
}
