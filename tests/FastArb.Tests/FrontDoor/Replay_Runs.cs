using System.Text.Json.Nodes;
using FastArb.Feed;
using FastArb.Tests.Feed.Decoding;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Tests.FrontDoor;

/// <summary><c>fastarb replay</c>, on runs that are whole, torn, damaged, or none.</summary>
public sealed class Replay_Runs
{
    private static readonly string[] s_members =
    [
        "schema",
        "source",
        "from",
        "end",
        "inputs",
        "events",
        "blocks",
        "firstBlock",
        "lastBlock",
        "knownHead",
        "logs",
        "seals",
        "reorgs",
        "reorgDepthMax",
        "timers",
        "resynchronisations",
        "malformedMessages",
        "duplicateLogs",
        "disconnections",
        "reconnections",
        "rateLimited",
        "gapsFilled",
        "blocksFilled",
        "headsSkipped",
        "contradictions",
        "health",
        "healthChanges",
        "eventsHash",
        "recordedHash",
        "eventsCompared",
        "firstDifference",
        "eventsBeyondInput",
        "seconds",
        "eventsPerSecond",
    ];

    [Fact]
    public void A_whole_run_gives_its_recorded_events_and_says_what_they_are()
    {
        using MadeRun run = new();
        JsonNode summary = run.MustReplay();
        Assert.Equal(s_members, summary.AsObject().Select(member => member.Key), StringComparer.Ordinal);
        Assert.Equal("fastarb.feed/1", (string)summary["schema"]!);
        Assert.Equal(("input", "at the end"), ((string)summary["from"]!, (string)summary["end"]!));
        Assert.Equal(run.Manifest.Inputs, (long)summary["inputs"]!);
        Assert.Equal(run.Manifest.Events, (long)summary["events"]!);
        Assert.Equal(run.Manifest.EventsHash, (string)summary["eventsHash"]!);
        Assert.Equal(run.Manifest.EventsHash, (string)summary["recordedHash"]!);
        Assert.Equal((1, 1), ((int)summary["reorgs"]!, (int)summary["reorgDepthMax"]!));
        Assert.Equal(1, (int)summary["malformedMessages"]!);
        Assert.True((int)summary["timers"]! >= 1);
    }

    [Fact]
    public void The_recorded_events_are_read_without_the_input()
    {
        using MadeRun run = new();
        Directory.Delete(RunFolder.InputOf(run.Folder), recursive: true);
        JsonNode summary = run.MustReplay("--from-events");
        Assert.Equal("events", (string)summary["from"]!);
        Assert.Equal(run.Manifest.EventsHash, (string)summary["eventsHash"]!);
        Assert.Null(summary["malformedMessages"]);
    }

    [Fact]
    public void For_people_it_is_a_table_that_says_whether_the_hash_is_the_recorded_one()
    {
        using MadeRun run = new();
        (ExitCode code, string output, string messages) = MadeRun.Run("replay", run.Folder);
        Assert.Equal((ExitCode.Ok, ""), (code, messages));
        Assert.Contains($"{run.Manifest.EventsHash} as recorded", output, StringComparison.Ordinal);
        Assert.Contains("(deepest 1 blocks)", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Events_made_anew_are_the_same_bytes()
    {
        using MadeRun run = new();
        byte[] recorded = File.ReadAllBytes(run.EventFile);
        byte[] index = File.ReadAllBytes(RunFolder.IndexOf(run.Folder));
        RunManifest manifest = run.Manifest;
        run.MustReplay("--rebuild");
        Assert.Equal(recorded, File.ReadAllBytes(run.EventFile));
        Assert.Equal(index, File.ReadAllBytes(RunFolder.IndexOf(run.Folder)));
        RunManifest rebuilt = RunManifest.Load(run.Folder);
        Assert.Equal(
            (true, manifest.Inputs, manifest.InputBytes, manifest.Events, manifest.EventsHash),
            (rebuilt.Complete, rebuilt.Inputs, rebuilt.InputBytes, rebuilt.Events, rebuilt.EventsHash)
        );
    }

    [Fact]
    public void Events_that_differ_from_the_recorded_ones_are_a_mismatch_until_they_are_made_anew()
    {
        using MadeRun run = new();
        (run.Manifest with { EventsHash = new string('0', 32) }).Save(run.Folder);
        (ExitCode code, string output, string messages) = run.Replay();
        Assert.Equal(ExitCode.VerificationMismatch, code);
        Assert.Equal(new string('0', 32), (string)JsonNode.Parse(output)!["recordedHash"]!);
        MustBeOneSentence(messages, "the events differ from those that were recorded");

        run.MustReplay("--rebuild");
        run.MustReplay();
    }

    [Fact]
    public void A_torn_tail_is_said_and_costs_only_itself()
    {
        using MadeRun run = new();
        using (FileStream file = File.Open(run.InputFile, FileMode.Open))
        {
            file.SetLength(file.Length - 4);
        }

        (run.Manifest with { Complete = false, EventsHash = "" }).Save(run.Folder);
        JsonNode summary = run.MustReplay();
        Assert.Matches(@"^before a torn tail of \d+ bytes, which a crash left$", (string)summary["end"]!);
        Assert.Equal(run.Manifest.Inputs - 1, (long)summary["inputs"]!);
        Assert.Null(summary["recordedHash"]);
    }

    [Fact]
    public void A_torn_tail_of_the_events_is_said_too()
    {
        using MadeRun run = new();
        using (FileStream file = File.Open(run.EventFile, FileMode.Open))
        {
            file.SetLength(file.Length - 1);
        }

        (run.Manifest with { Complete = false, EventsHash = "" }).Save(run.Folder);
        JsonNode summary = run.MustReplay("--from-events");
        Assert.StartsWith("before a torn tail", (string)summary["end"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Damage_in_the_middle_is_refused_with_its_place(bool fromEvents)
    {
        using MadeRun run = new();
        string file = fromEvents ? run.EventFile : run.InputFile;
        byte[] bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 3] ^= 1;
        File.WriteAllBytes(file, bytes);
        (ExitCode code, string output, string messages) = run.Replay(fromEvents ? ["--from-events"] : []);
        Assert.Equal((ExitCode.DataInvalid, ""), (code, output));
        MustBeOneSentence(messages, $"fastarb: {file} is damaged at byte ");
        Assert.Matches(@"at byte \d+: .+ \(what lies before it can be trusted", messages);
    }

    [Fact]
    public void Damage_is_found_before_the_old_events_are_given_up()
    {
        using MadeRun run = new();
        byte[] events = File.ReadAllBytes(run.EventFile);
        byte[] bytes = File.ReadAllBytes(run.InputFile);
        bytes[bytes.Length / 3] ^= 1;
        File.WriteAllBytes(run.InputFile, bytes);
        Assert.Equal(ExitCode.DataInvalid, run.Replay("--rebuild").Code);
        Assert.Equal(events, File.ReadAllBytes(run.EventFile));
    }

    [Fact]
    public void Frames_go_out_and_come_in_again()
    {
        using MadeRun run = new();
        string frames = Path.Combine(run.Beside, "frames.jsonl.gz");
        JsonNode summary = run.MustReplay("--frames", frames);
        (ExitCode code, string output, string messages) = MadeRun.Run("replay", frames, "--json");
        Assert.Equal((ExitCode.Ok, ""), (code, messages));
        JsonNode again = JsonNode.Parse(output)!;
        foreach (string member in (string[])["blocks", "lastBlock", "logs", "reorgs", "malformedMessages"])
        {
            Assert.Equal((long)summary[member]!, (long)again[member]!);
        }

        using FrameFileReader reader = new(frames);
        foreach (byte[] message in RecordedFrames.ReorgGeth)
        {
            if (!reader.TryRead(out InputRecord record) || reader.Count > 450)
            {
                break;
            }

            Assert.True(record.Payload.SequenceEqual(message));
        }

        (code, _, messages) = run.Replay("--frames", frames);
        Assert.Equal(ExitCode.UsageOrNotFound, code);
        MustBeOneSentence(messages, $"cannot write {frames}: ");
    }

    [Theory]
    [InlineData("--speed", "1x")]
    [InlineData("--from-events")]
    [InlineData("--rebuild")]
    [InlineData("--frames", "x.jsonl")]
    public void A_file_of_frames_has_no_clock_and_no_events(params string[] options)
    {
        (ExitCode code, _, string messages) = MadeRun.Run([
            "replay",
            Repository.PathOf("tests/recordings/frames-reorg.jsonl.gz"),
            .. options,
        ]);
        Assert.Equal(ExitCode.UsageOrNotFound, code);
        MustBeOneSentence(messages, "has messages only, no clock and no events");
    }

    [Fact]
    public void What_is_no_recording_is_said_in_one_sentence()
    {
        using ScratchFolder scratch = new();
        string none = Path.Combine(scratch.FullPath, "none");
        string empty = Directory.CreateDirectory(Path.Combine(scratch.FullPath, "empty")).FullName;
        string torn = scratch.Write("torn.jsonl.gz", [0x1f, 0x8b, 8, 0, 0, 0]);
        MustFail(ExitCode.UsageOrNotFound, $"no such folder or file: {none}", none);
        MustFail(ExitCode.UsageOrNotFound, "no such folder or file: ", "");
        MustFail(ExitCode.UsageOrNotFound, $"cannot replay {empty}: ", empty);
        MustFail(ExitCode.DataInvalid, "torn.jsonl.gz", torn);
        MustFail(ExitCode.UsageOrNotFound, "--speed fast is not a pace", empty, "--speed", "fast");
        MustFail(ExitCode.UsageOrNotFound, "need the input", empty, "--from-events", "--rebuild");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"formatVersion":2}""")]
    [InlineData("""{"formatVersion":1,"rules":[],"timers":[]}""")]
    [InlineData("""{"formatVersion":1,"rules":null}""")]
    [InlineData("""{"formatVersion":1,"rules":[null]}""")]
    [InlineData("""{"formatVersion":1,"rules":[{"name":"x","addresses":null}]}""")]
    [InlineData("""{"formatVersion":1,"rules":[{"name":"x"}],"timers":null}""")]
    [InlineData("""{"formatVersion":1,"rules":[{"name":"x"}],"timers":["-00:00:01"]}""")]
    [InlineData("""{"formatVersion":1,"rules":[{"name":"x"}],"timers":["00:00:00"]}""")]
    [InlineData("""{"formatVersion":1,"rules":[{"name":"x"}],"eventTime":"someday"}""")]
    [InlineData("""{"formatVersion":1,"rules":[{"name":"x"}],"sealQuiet":"soon"}""")]
    public void A_manifest_that_makes_no_sense_is_said_in_one_sentence(string manifest)
    {
        using MadeRun run = new();
        File.WriteAllText(RunFolder.ManifestOf(run.Folder), manifest);
        (ExitCode code, _, string messages) = run.Replay();
        Assert.Contains(code, (ExitCode[])[ExitCode.UsageOrNotFound, ExitCode.DataInvalid]);
        MustBeOneSentence(messages, "manifest");
    }

    private static void MustFail(ExitCode expected, string words, params string[] arguments)
    {
        (ExitCode code, string output, string messages) = MadeRun.Run(["replay", .. arguments]);
        Assert.Equal((expected, ""), (code, output));
        MustBeOneSentence(messages, words);
    }

    private static void MustBeOneSentence(string messages, string words)
    {
        Assert.Contains(words, messages, StringComparison.Ordinal);
        Assert.StartsWith("fastarb: ", messages, StringComparison.Ordinal);
        Assert.DoesNotContain("unexpected", messages, StringComparison.Ordinal);
        Assert.Single(messages.TrimEnd().Split('\n'));
    }
}
