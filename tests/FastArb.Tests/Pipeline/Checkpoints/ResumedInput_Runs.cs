using FastArb.Chain;
using FastArb.Feed;
using FastArb.Pipeline;
using FastArb.Tests.Feed.Recording;
using FastArb.Tests.FrontDoor;
using FastArb.Tests.Market.Loading;
using Xunit;

namespace FastArb.Tests.Pipeline.Checkpoints;

/// <summary>Row 19: a run that ended anywhere goes on, and is in the end as if it had not ended.</summary>
[Trait("row", "19")]
public sealed class ResumedInput_Runs(ITestOutputHelper output)
{
    private const int SegmentHeaderBytes = 64;

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Cut_anywhere_in_its_last_inputs_and_events_a_run_goes_on_to_the_same(ulong seed)
    {
        using RecordedHall hall = new(
            RecordedHall.Loading(seed) with
            {
                Blocks = Math.Max(110, TestRounds.Of(110)),
                ReorgPercent = 3,
            }
        );
        string expected = RecordedHall.KeptBy(hall.LaneAfter(hall.Events.Length));
        byte[] input = File.ReadAllBytes(InputOf(hall.Folder));
        SeededBits bits = new(seed);
        int torn = 0;
        int begun = 0;
        double fastest = 0;
        int rounds = TestRounds.Of(12);
        for (int round = 0; round < rounds; round++)
        {
            using ScratchFolder crashed = new();

            // The events are never ahead of the input; how far behind, the crash decides.
            int left = input.Length - (int)(bits.NextUInt64() % 20_000);
            Directory.CreateDirectory(RunFolder.InputOf(crashed.FullPath));
            File.WriteAllBytes(InputOf(crashed.FullPath), input.AsSpan(0, left));
            int given = hall.GivenBefore(left - SegmentHeaderBytes);
            RecordEvents(hall, crashed.FullPath, given - (int)(bits.NextUInt64() % 300));
            WriteCheckpoints(hall, crashed.FullPath);

            (Lane lane, ResumedInput resumed, long from) = GoOn(hall, crashed.FullPath);
            Assert.Equal(expected, RecordedHall.KeptBy(lane));
            MustHaveAllEvents(hall, crashed.FullPath);
            begun += from > 0 ? 1 : 0;
            fastest = Math.Max(fastest, resumed.Inputs / resumed.ReplayTime.TotalSeconds);
            torn += resumed.TornTail is null ? 0 : 1;
            Assert.Equal(-1, resumed.EventsCutFrom);
        }

        Assert.True(begun > 0, "no lane began with a checkpoint");
        output.WriteLine(
            $"row 19: {rounds} runs went on, {torn} after a torn tail, {begun} by a checkpoint; "
                + $"at most {fastest:#,0} inputs a second were taken again"
        );
    }

    [Fact]
    public void Events_that_a_power_failure_left_without_their_input_are_cut_off_and_their_checkpoints()
    {
        using RecordedHall hall = new(RecordedHall.Loading(31) with { Blocks = 60, ReorgPercent = 0 });
        byte[] input = File.ReadAllBytes(InputOf(hall.Folder));
        using ScratchFolder crashed = new();
        Directory.CreateDirectory(RunFolder.InputOf(crashed.FullPath));
        File.WriteAllBytes(InputOf(crashed.FullPath), input.AsSpan(0, input.Length / 2));
        RecordEvents(hall, crashed.FullPath, hall.Events.Length);
        WriteCheckpoints(hall, crashed.FullPath);
        Assert.NotEmpty(CheckpointFiles.In(crashed.FullPath));

        (Lane lane, ResumedInput resumed, _) = GoOn(hall, crashed.FullPath);
        Assert.Equal(0, resumed.EventsCutFrom);
        Assert.Empty(CheckpointFiles.In(crashed.FullPath));
        Assert.Equal(RecordedHall.KeptBy(hall.LaneAfter(hall.Events.Length)), RecordedHall.KeptBy(lane));
        MustHaveAllEvents(hall, crashed.FullPath);
    }

    [Fact]
    public void Damage_in_the_middle_of_the_input_is_refused_with_its_file_and_offset_and_changes_nothing()
    {
        using RecordedHall hall = new(RecordedHall.Loading(32) with { Blocks = 20, ReorgPercent = 0 });
        hall.RecordEvents(hall.Events.Length);
        byte[] input = File.ReadAllBytes(InputOf(hall.Folder));
        for (int at = 64; at < input.Length / 2; at += 1_777)
        {
            input[at] ^= 1;
            File.WriteAllBytes(InputOf(hall.Folder), input);
            RecordingDamagedException damage = Assert.Throws<RecordingDamagedException>(() =>
                ResumedInput.Open(hall.Folder)
            );
            Assert.Contains("00000000.input is damaged at byte", damage.Message, StringComparison.Ordinal);
            Assert.Equal(input, File.ReadAllBytes(InputOf(hall.Folder)));
            input[at] ^= 1;
        }
    }

    [Fact]
    public void The_last_question_that_was_put_is_known()
    {
        using RecordedHall hall = new(RecordedHall.Loading(33) with { Blocks = 20, ReorgPercent = 0 });
        hall.RecordEvents(hall.Events.Length);
        ulong last = 0;
        using InputReader reader = new(hall.Folder);
        while (reader.TryRead(out InputRecord record))
        {
            if (QuestionPayload.TryRead(record.Payload, out ContractQuestion? question))
            {
                last = record.Kind == InputKind.Asked ? question.Tag : last;
            }
        }

        Assert.True(last > 0);
        Assert.Equal(last, ResumedInput.Open(hall.Folder).LastTag);
    }

    // What the next process does: the rest of the input comes to it as it came to the first.
    private static (Lane Lane, ResumedInput Resumed, long From) GoOn(RecordedHall hall, string folder)
    {
        ResumedInput resumed = ResumedInput.Open(folder);
        using LaneCatchUp log = new(hall.Plan, folder);
        Lane lane = log.Begin(0, new LaneOutbox(null), asks: false, []);
        long from = lane.NextSequence;
        using InputRecorder recorder = new(
            folder,
            new InputRecorderOptions { Anchor = RecordedInputs.Anchor, Continues = true }
        );
        Assert.Equal((resumed.TornTail, resumed.Position), (recorder.TornTail, recorder.Position));
        Task writing = RecordedInputs.StartWriting(recorder);
        using EventRecorder events = new(folder, new EventRecorderOptions { Continues = true });
        MarketSink sink = new(
            (ref readonly ChainEvent e) =>
            {
                events.Append(in e);
                lane.On(in e);
            }
        );
        FeedSequencer<MarketSink> sequencer = new(hall.Plan.Feed, sink, recorder);
        resumed.Replay(sequencer, CancellationToken.None);
        Assert.Equal(resumed.Inputs, sequencer.InputCount);
        using (InputReader rest = new(hall.Folder))
        {
            while (rest.TryRead(out InputRecord record))
            {
                if (record.Position >= resumed.Position)
                {
                    sequencer.Accept(record.Kind, record.Connection, record.Payload, record.ReceiveTime);
                }
            }
        }

        RecordedInputs.Finish(recorder, writing);
        events.Complete();
        return (lane, resumed, from);
    }

    private static void RecordEvents(RecordedHall hall, string folder, int count)
    {
        using EventRecorder recorder = new(folder);
        recorder.Append(hall.Events.AsSpan(0, count));
        recorder.Complete();
    }

    private static void WriteCheckpoints(RecordedHall hall, string folder)
    {
        using CheckpointFollower follower = new(hall.Plan, folder, _ => { }, everyBlocks: 40);
        follower.Look(new EngineSight(long.MaxValue, 0, 0), [], CancellationToken.None);
    }

    private static void MustHaveAllEvents(RecordedHall hall, string folder)
    {
        RunningHash hash = new();
        hash.Append(hall.Events);
        using EventReader reader = new(folder);
        while (reader.TryRead(out _)) { }

        Assert.Equal((hall.Events.LongLength, null), (reader.NextSequence, reader.TornTail));
        Assert.Equal(hash.Text, reader.HashText);
    }

    private static string InputOf(string folder) => Path.Combine(RunFolder.InputOf(folder), "00000000.input");
}
