using System.Text.Json.Nodes;
using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.FrontDoor;

/// <summary>What a replay holds a recording to: its manifest, and the events that it recorded.</summary>
public sealed class Replay_Comparisons
{
    [Fact]
    public void A_recorded_event_that_the_input_does_not_give_is_named()
    {
        using MadeRun run = new();
        byte[] bytes = File.ReadAllBytes(run.EventFile);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(run.EventFile, bytes);
        (ExitCode code, _, string messages) = run.Replay();
        Assert.Equal(ExitCode.VerificationMismatch, code);
        Assert.Matches("^fastarb: event [0-9,]+ is not as it was recorded", messages);

        run.MustReplay("--rebuild");
        Assert.Equal(run.Manifest.Events, (long)run.MustReplay()["eventsCompared"]!);
    }

    [Fact]
    public void After_a_crash_the_events_may_reach_beyond_the_input()
    {
        using MadeRun run = new();
        CutBeforeRecord(run, run.Manifest.Inputs / 2);
        (run.Manifest with { Complete = false, EventsHash = "" }).Save(run.Folder);
        JsonNode summary = run.MustReplay();
        Assert.Equal((long)summary["events"]!, (long)summary["eventsCompared"]!);
        Assert.Equal(run.Manifest.Events - (long)summary["events"]!, (long)summary["eventsBeyondInput"]!);
    }

    [Fact]
    public void A_whole_run_that_was_cut_between_two_records_is_refused()
    {
        using MadeRun run = new();
        CutBeforeRecord(run, run.Manifest.Inputs - 1);
        (ExitCode code, _, string messages) = run.Replay();
        Assert.Equal(ExitCode.DataInvalid, code);
        Assert.Contains(
            $"of the {run.Manifest.Inputs} that its manifest names",
            messages,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Without_an_input_the_events_stay_as_they_are(bool complete)
    {
        using MadeRun run = new();
        byte[] events = File.ReadAllBytes(run.EventFile);
        Directory.Delete(RunFolder.InputOf(run.Folder), recursive: true);
        (run.Manifest with { Complete = complete }).Save(run.Folder);
        Assert.NotEqual(ExitCode.Ok, run.Replay("--rebuild").Code);
        Assert.Equal(events, File.ReadAllBytes(run.EventFile));
    }

    private static void CutBeforeRecord(MadeRun run, long record)
    {
        long position;
        using (InputReader reader = new(run.Folder))
        {
            while (reader.RecordCount < record && reader.TryRead(out _)) { }

            position = reader.Position;
        }

        const int SegmentHeaderBytes = 64;
        using FileStream file = File.Open(run.InputFile, FileMode.Open);
        file.SetLength(SegmentHeaderBytes + position);
    }
}
