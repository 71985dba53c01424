using System.Text.Json.Nodes;
using FastArb.Chain;
using FastArb.Feed;
using FastArb.Feeds;
using FastArb.Tests.Feed.Decoding;
using FastArb.Tests.Feed.Sequencing;
using Xunit;

namespace FastArb.Tests.FrontDoor;

/// <summary>A small run's folder as <c>fastarb record</c> leaves it, made without a node.</summary>
internal sealed class MadeRun : IDisposable
{
    private const long Millisecond = 1_000_000;

    // The first reorg of the recording is among them.
    private const int Messages = 450;

    private readonly ScratchFolder _scratch = new();

    public MadeRun()
    {
        Folder = Path.Combine(_scratch.FullPath, "run");
        RunFolder.Prepare(Folder);
        FeedPlan plan = new(new WatchRules([WatchRule.Everything]))
        {
            Timers = new TimerPlan([TimeSpan.FromSeconds(1)]),
        };
        KeptEvents kept = new();
        using InputRecorder input = new(Folder, new InputRecorderOptions());
        FeedSequencer<ListSink> sequencer = new(plan, new ListSink(kept), input);
        Feed(sequencer);
        input.Complete();
        input.Run();
        using EventRecorder events = new(Folder);
        foreach (ChainEvent e in kept.All)
        {
            events.Append(in e);
        }

        events.Complete();
        Manifest = RunPlan.ManifestOf(plan) with
        {
            Complete = true,
            Inputs = sequencer.InputCount,
            InputBytes = input.Position,
            Events = events.Count,
            EventsHash = events.HashText,
            Endpoints = ["localhost"],
        };
        Manifest.Save(Folder);
    }

    public string Folder { get; }

    /// <summary>Beside the run.</summary>
    public string Beside => _scratch.FullPath;

    public RunManifest Manifest { get; }

    public string InputFile => Path.Combine(RunFolder.InputOf(Folder), "00000000.input");

    public string EventFile => Path.Combine(RunFolder.EventsOf(Folder), "00000000.events");

    /// <summary>Replays it in this process; the summary comes as JSON.</summary>
    public (ExitCode Code, string Output, string Messages) Replay(params string[] options) =>
        Run(["replay", Folder, "--json", .. options]);

    /// <summary>The program in this process.</summary>
    public static (ExitCode Code, string Output, string Messages) Run(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter messages = new();
        ExitCode code = new CommandTree(Terminal.Plain(output, messages)).Run(arguments);
        return (code, output.ToString(), messages.ToString());
    }

    /// <summary>Replays it, which must succeed, and gives the summary.</summary>
    public JsonNode MustReplay(params string[] options)
    {
        (ExitCode code, string output, string messages) = Replay(options);
        Assert.True(code == ExitCode.Ok, $"{code}: {messages}");
        Assert.Empty(messages);
        return JsonNode.Parse(output)!;
    }

    public void Dispose() => _scratch.Dispose();

    private static void Feed(FeedSequencer<ListSink> sequencer)
    {
        byte[] clock = new byte[ClockPayload.ByteCount];
        ClockPayload.Write(clock, 1_700_000_000_000 * Millisecond);
        long now = 5_000 * Millisecond;
        sequencer.Accept(InputKind.Clock, 0, clock, now);
        sequencer.Accept(InputKind.Connected, 0, "localhost"u8, now);
        foreach (byte[] message in RecordedFrames.ReorgGeth.Take(Messages))
        {
            now += Millisecond;
            sequencer.Accept(InputKind.Message, 0, message, now);
        }

        sequencer.Accept(InputKind.Message, 0, "{\"no\": json"u8, now);
        now += 100 * Millisecond;
        sequencer.Accept(InputKind.Tick, 0, [], now);
        sequencer.Accept(InputKind.Disconnected, 0, "gone"u8, now);
        sequencer.Accept(InputKind.End, 0, [], now);
    }
}
