using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using FastArb.Chain;
using FastArb.Feed;
using FastArb.Feeds;
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

    private RecordedRun(Uri endpoint, string? folder, bool verbose)
    {
        Folder = folder ?? Path.Combine(_scratch.FullPath, "run");
        string[] options = ["--rpc", endpoint.ToString(), "--out", Folder, "--json"];
        _program = FastarbProcess.Start(["record", .. options, .. verbose ? (string[])["-v"] : []]);
    }

    public string Folder { get; }

    /// <summary>The most memory that the program has had until now.</summary>
    public long PeakMemoryBytes => _program.PeakMemoryBytes;

    /// <summary>What it has said until now beside its output.</summary>
    public string Messages => _program.Messages;

    /// <summary>In a folder of its own, or in the one that is named.</summary>
    public static RecordedRun Start(Uri endpoint, string? folder = null, bool verbose = false) =>
        new(endpoint, folder, verbose);

    /// <summary>Waits for what the program must do first; fails at once when it has ended instead.</summary>
    public Task WhileItRunsAsync(Task task, CancellationToken cancellation) =>
        _program.WhileItRunsAsync(task, s_waitMax, cancellation);

    /// <summary>Mines until the recording shows that the program hears of it.</summary>
    public Task UntilItListensAsync(AnvilRpc rpc, CancellationToken cancellation) =>
        WhileItRunsAsync(MineUntilHeardAsync(rpc, cancellation), cancellation);

    /// <summary>Waits until so much input is on the disk.</summary>
    public async Task UntilItHoldsAsync(long bytes, CancellationToken cancellation)
    {
        DirectoryInfo input = new(RunFolder.InputOf(Folder));
        while (!input.Exists || input.EnumerateFiles().Sum(file => file.Length) < bytes)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), cancellation);
            input.Refresh();
        }
    }

    /// <summary>Waits until this text is in the input.</summary>
    public async Task UntilItHoldsAsync(byte[] text, CancellationToken cancellation)
    {
        while (!Holds(text))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellation);
        }
    }

    /// <summary>Ends it without a chance to write anything more.</summary>
    public Task KillAsync(CancellationToken cancellation) => _program.KillAsync(cancellation);

    /// <summary>Waits until it has ended by itself.</summary>
    public Task<FinishedProcess> FinishAsync(TimeSpan deadline, CancellationToken cancellation) =>
        _program.FinishAsync(deadline, cancellation);

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
        ChainEvent[] all = Events(out TornTail? torn);
        Assert.Null(torn);
        return all;
    }

    /// <summary>What has reached the disk of them.</summary>
    public ChainEvent[] Events(out TornTail? torn)
    {
        List<ChainEvent> all = [];
        using EventReader reader = new(Folder);
        while (reader.TryRead(out ReadOnlySpan<ChainEvent> events))
        {
            all.AddRange(events);
        }

        torn = reader.TornTail;
        return [.. all];
    }

    /// <summary>The events that the recorded input gives.</summary>
    public ChainEvent[] EventsOfInput(out TornTail? torn)
    {
        List<ChainEvent> all = [];
        FeedSequencer<KeptEvents> sequencer = new(RunPlan.Of(RunManifest.Load(Folder)), new KeptEvents(all));
        using InputReader reader = new(Folder);
        while (reader.TryRead(out InputRecord record))
        {
            sequencer.Replay(record.Kind, record.Payload, record.ReceiveTime, record.Position);
        }

        torn = reader.TornTail;
        return [.. all];
    }

    /// <summary>
    /// After whatever end: the run replays, and the events that reached the disk are the beginning of
    /// what the
    /// input gives; made anew, they are all of it.
    /// </summary>
    public void MustReplayWhole()
    {
        ChainEvent[] made = EventsOfInput(out TornTail? torn);
        ReadOnlySpan<byte> recorded = MemoryMarshal.AsBytes<ChainEvent>(Events(out _));
        ReadOnlySpan<byte> given = MemoryMarshal.AsBytes<ChainEvent>(made);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{recorded.Length / ChainEvent.ByteCount} events recorded, {made.Length} in the input; {torn}"
        );
        Assert.True(given.StartsWith(recorded), "the recorded events are not the input's");
        JsonNode replayed = ReplayHere();
        Assert.Equal(made.Length, replayed["events"]!.GetValue<int>());
        Assert.StartsWith(
            torn is null ? "at the end" : "before a torn tail",
            replayed["end"]!.GetValue<string>(),
            StringComparison.Ordinal
        );
        ReplayHere("--from-events");
    }

    public void Dispose()
    {
        _program.Dispose();
        _scratch.Dispose();
    }

    private async Task MineUntilHeardAsync(AnvilRpc rpc, CancellationToken cancellation)
    {
        while (!Holds("\"parentHash\""u8))
        {
            await rpc.MineAsync(1, cancellation);
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellation);
        }
    }

    private bool Holds(ReadOnlySpan<byte> text)
    {
        string input = RunFolder.InputOf(Folder);
        foreach (string file in Directory.Exists(input) ? Directory.GetFiles(input) : [])
        {
            if (Shared(file).AsSpan().IndexOf(text) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static byte[] Shared(string file)
    {
        using FileStream open = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[open.Length];
        int read = open.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return bytes[..read];
    }
}
