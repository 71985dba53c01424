using FastArb.Chain;
using FastArb.Feed;
using FastArb.Market;
using FastArb.Pipeline;
using Xunit;

namespace FastArb.Tests.Pipeline.Checkpoints;

/// <summary>Lanes that are built from what a run has on the disk, while it is still written.</summary>
public sealed class LaneCatchUp_Events(ITestOutputHelper output)
{
    private static readonly CancellationToken s_never = CancellationToken.None;

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void A_lane_follows_the_events_while_they_are_written(ulong seed)
    {
        using RecordedHall hall = new(RecordedHall.Loading(seed) with { Blocks = 80 });
        using EventRecorder recorder = new(hall.Folder, new EventRecorderOptions { SegmentBytes = 200_000 });
        using LaneCatchUp log = new(hall.Plan, hall.Folder);
        Lane lane = log.Begin(0, new LaneOutbox(null), asks: false, []);
        SeededBits bits = new(seed);
        int written = 0;
        while (written < hall.Events.Length)
        {
            int count = Math.Min(1 + (int)(bits.NextUInt64() % 700), hall.Events.Length - written);
            recorder.Append(hall.Events.AsSpan(written, count));
            recorder.Flush();
            written += count;

            // To somewhere within what is there, then to its end; there is no more.
            long until = lane.NextSequence + (long)(bits.NextUInt64() % (ulong)count);
            Assert.Equal(until, log.Advance(lane, until, s_never));
            Assert.Equal(written, log.Advance(lane, long.MaxValue, s_never));
            Assert.Equal(written, log.Advance(lane, long.MaxValue, s_never));
        }

        Assert.True(Directory.GetFiles(RunFolder.EventsOf(hall.Folder)).Length > 3);
        Assert.Equal(RecordedHall.KeptBy(hall.LaneAfter(written)), RecordedHall.KeptBy(lane));
    }

    [Fact]
    public void A_block_of_events_that_is_half_written_is_not_there_yet()
    {
        using RecordedHall hall = new(RecordedHall.Loading(5) with { Blocks = 20 });
        hall.RecordEvents(hall.Events.Length);
        string path = Directory.GetFiles(RunFolder.EventsOf(hall.Folder), "*.events").Single();
        byte[] whole = File.ReadAllBytes(path);
        using LaneCatchUp log = new(hall.Plan, hall.Folder);
        Lane lane = log.Begin(0, new LaneOutbox(null), asks: false, []);
        long last = 0;
        using FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        for (int at = 0; at < whole.Length; at += 1_111)
        {
            file.Write(whole.AsSpan(at, Math.Min(1_111, whole.Length - at)));
            file.Flush();
            long next = log.Advance(lane, long.MaxValue, s_never);
            Assert.True(next >= last && next <= (file.Length - 64) / ChainEvent.ByteCount);
            last = next;
        }

        Assert.Equal(hall.Events.Length, last);
    }

    [Fact]
    public void It_begins_with_the_newest_checkpoint_that_no_reorg_can_reach_behind()
    {
        using RecordedHall hall = new(RecordedHall.Loading(6) with { Blocks = 150, ReorgPercent = 0 });
        hall.RecordEvents(hall.Events.Length);
        Assert.Equal(0, Begun(hall, out _).NextSequence);
        List<Checkpoint> made = Checkpoints(hall, 10);
        long head = made[^1].Head.Number;
        Checkpoint wanted = made.Last(one => one.Head.Number + PoolTable.UndoBlocksMax <= head);
        foreach (Checkpoint checkpoint in made.Where(one => one.Sequence >= wanted.Sequence))
        {
            Assert.True(File.Exists(PathOf(hall, checkpoint)) || made.IndexOf(checkpoint) < made.Count - 3);
        }

        // Only three are kept; the wanted one and its neighbours in their place.
        Rewrite(hall, made[made.IndexOf(wanted) - 1], wanted, made[^1]);
        Lane lane = Begun(hall, out IReadOnlyList<string> skipped);
        Assert.Empty(skipped);
        Assert.Equal(wanted.Sequence, lane.NextSequence);
        output.WriteLine(
            $"row 19: of {made.Count} checkpoints up to block {head} that of {wanted.Head.Number}"
        );
    }

    [Fact]
    public void One_that_is_damaged_or_of_another_plan_is_left_aside_and_said()
    {
        using RecordedHall hall = new(RecordedHall.Loading(7) with { Blocks = 150, ReorgPercent = 0 });
        hall.RecordEvents(hall.Events.Length);
        List<Checkpoint> made = Checkpoints(hall, 10);
        long head = made[^1].Head.Number;
        Checkpoint[] old = [.. made.Where(one => one.Head.Number + PoolTable.UndoBlocksMax <= head)];
        Rewrite(hall, old[0], old[1], old[2] with { Plan = 1 });
        byte[] bytes = File.ReadAllBytes(PathOf(hall, old[1]));
        bytes[^20] ^= 1;
        File.WriteAllBytes(PathOf(hall, old[1]), bytes);

        Lane lane = Begun(hall, out IReadOnlyList<string> skipped);
        Assert.Equal(old[0].Sequence, lane.NextSequence);
        Assert.Equal(2, skipped.Count);
        Assert.Contains(
            "of another market, other handlers or another program",
            skipped[0],
            StringComparison.Ordinal
        );
        Assert.Contains("damaged: its checksum is another", skipped[1], StringComparison.Ordinal);

        EnginePlan other = hall.Plan with { Pools = hall.Plan.Pools with { JournalCapacity = 1 << 13 } };
        using LaneCatchUp log = new(other, hall.Folder);
        Assert.Equal(0, log.Begin(0, new LaneOutbox(null), asks: false, []).NextSequence);
        Assert.Equal(3, log.Skipped.Count);
    }

    private static Lane Begun(RecordedHall hall, out IReadOnlyList<string> skipped)
    {
        using LaneCatchUp log = new(hall.Plan, hall.Folder);
        Lane lane = log.Begin(0, new LaneOutbox(null), asks: false, []);
        skipped = log.Skipped;
        return lane;
    }

    private static List<Checkpoint> Checkpoints(RecordedHall hall, int everyBlocks)
    {
        List<Checkpoint> made = [];
        Lane lane = hall.NewLane();
        foreach (ref readonly ChainEvent e in hall.Events.AsSpan())
        {
            lane.On(in e);
            if (
                e.Kind == ChainEventKind.BlockSealed
                && lane.Market.IsAtRest
                && (made.Count == 0 || e.BlockNumber >= made[^1].Head.Number + everyBlocks)
            )
            {
                made.Add(lane.Save(PlanFingerprint.Of(hall.Plan)));
                CheckpointFiles.Write(hall.Folder, made[^1]);
            }
        }

        return made;
    }

    private static void Rewrite(RecordedHall hall, params ReadOnlySpan<Checkpoint> checkpoints)
    {
        Directory.Delete(CheckpointFiles.FolderOf(hall.Folder), recursive: true);
        foreach (Checkpoint checkpoint in checkpoints)
        {
            CheckpointFiles.Write(hall.Folder, checkpoint);
        }
    }

    private static string PathOf(RecordedHall hall, Checkpoint checkpoint) =>
        CheckpointFiles
            .In(hall.Folder)
            .FirstOrDefault(path => path.Contains($"{checkpoint.Sequence:D16}", StringComparison.Ordinal))
        ?? "";
}
