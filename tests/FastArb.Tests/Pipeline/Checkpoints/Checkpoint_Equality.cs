using FastArb.Chain;
using FastArb.Market;
using FastArb.Pipeline;
using Xunit;

namespace FastArb.Tests.Pipeline.Checkpoints;

/// <summary>A lane that begins with a checkpoint is what an uninterrupted one is, to the last byte.</summary>
public sealed class Checkpoint_Equality(ITestOutputHelper output)
{
    private const int UndoBlocks = PoolTable.UndoBlocksMax;

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void A_lane_from_any_usable_checkpoint_comes_to_what_an_uninterrupted_one_is(ulong seed)
    {
        using RecordedHall hall = new(RecordedHall.Loading(seed));
        List<Checkpoint> checkpoints = [];
        Lane whole = hall.NewLane();
        foreach (ref readonly ChainEvent e in hall.Events.AsSpan())
        {
            whole.On(in e);
            if (e.Kind == ChainEventKind.BlockSealed && whole.Market.IsAtRest)
            {
                checkpoints.Add(whole.Save(1));
            }
        }

        int compared = 0;
        string expected = RecordedHall.KeptBy(whole);
        foreach (Checkpoint checkpoint in checkpoints.Where(one => WillDo(hall, one)))
        {
            Checkpoint read = Checkpoint.Parse(checkpoint.ToBytes());
            Lane lane = hall.NewLane(read);
            Assert.Equal(checkpoint.ToBytes(), lane.Save(1).ToBytes());
            hall.Give(lane, checkpoint.Sequence, hall.Events.Length);
            Assert.Equal(expected, RecordedHall.KeptBy(lane));
            compared++;
        }

        output.WriteLine(
            $"{checkpoints.Count} checkpoints in {hall.Events.Length} events with {hall.Reorgs} reorgs, "
                + $"{compared} lanes begun with them; {whole.Market.AuditedCount} audits"
        );
        Assert.True(compared > 0 || !TestRounds.AreWhole, "no checkpoint was old enough");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_reorg_as_deep_as_can_be_undone_right_after_it_finds_the_same_state(ulong seed)
    {
        using RecordedHall hall = new(RecordedHall.Loading(seed) with { Blocks = 120, ReorgPercent = 0 });
        Lane whole = hall.NewLane();
        Checkpoint? checkpoint = null;
        Lane? late = null;
        foreach (ref readonly ChainEvent e in hall.Events.AsSpan())
        {
            whole.On(in e);
            late?.On(in e);
            if (e.Kind != ChainEventKind.BlockSealed)
            {
                continue;
            }

            if (checkpoint is null && whole.Market is { IsAtRest: true, IsComplete: true })
            {
                checkpoint = whole.Save(1);
                late = hall.NewLane(checkpoint);
            }

            if (e.BlockNumber == checkpoint?.Head.Number + UndoBlocks)
            {
                break;
            }
        }

        // As deep as any lane can go, which is to the checkpoint; then one deeper, which none can.
        ChainEvent back = new()
        {
            Kind = ChainEventKind.Reorg,
            Sequence = whole.NextSequence,
            BlockNumber = checkpoint!.Head.Number,
        };
        back.Words[0] = checkpoint.Head.Hash;
        whole.On(in back);
        late!.On(in back);
        Assert.Equal(checkpoint.Root, whole.Market.Table.Root);
        Assert.Equal(RecordedHall.KeptBy(whole), RecordedHall.KeptBy(late));
        back.Sequence++;
        back.BlockNumber--;
        whole.On(in back);
        late.On(in back);
        Assert.Equal(0, late.Market.LiveCount);
        Assert.Equal(RecordedHall.KeptBy(whole), RecordedHall.KeptBy(late));
    }

    [Fact]
    public void A_market_that_is_not_at_rest_is_not_saved_and_one_that_has_begun_takes_none()
    {
        using RecordedHall hall = new(RecordedHall.Loading(3) with { Blocks = 30 });
        Lane lane = hall.NewLane();
        Checkpoint? checkpoint = null;
        foreach (ref readonly ChainEvent e in hall.Events.AsSpan())
        {
            lane.On(in e);
            if (!lane.Market.IsAtRest)
            {
                Assert.Throws<InvalidOperationException>(() => lane.Save(1));
            }
            else if (e.Kind == ChainEventKind.BlockSealed)
            {
                checkpoint = lane.Save(1);
            }
        }

        Assert.Throws<InvalidOperationException>(() => lane.Restore(checkpoint!));
    }

    [Fact]
    public void A_handler_that_is_out_is_out_of_a_lane_that_begins_later()
    {
        using RecordedHall hall = new(RecordedHall.Loading(4) with { Blocks = 40, ReorgPercent = 0 });
        HandlerFault fault = new("digest", 100, "held its lane");
        Lane lane = hall.Plan.NewLane(0, new LaneOutbox(null), asks: false, [fault], from: null);
        hall.Give(lane, 0, hall.Events.Length);
        Checkpoint checkpoint = lane.Save(1);
        Assert.Equal(100, hall.NewLane(checkpoint).OutFrom(2));

        // Known later than the checkpoint, and found before it.
        Lane whole = hall.LaneAfter(hall.Events.Length);
        Lane later = hall.Plan.NewLane(0, new LaneOutbox(null), asks: false, [fault], whole.Save(1));
        Assert.Equal(100, later.OutFrom(2));
        Assert.Equal(checkpoint.ToBytes(), later.Save(1).ToBytes());
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void What_is_damaged_or_cut_short_anywhere_is_refused(ulong seed)
    {
        using RecordedHall hall = new(RecordedHall.Loading(seed) with { Blocks = 40, ReorgPercent = 0 });
        byte[] bytes = hall.LaneAfter(hall.Events.Length).Save(1).ToBytes();
        SeededBits bits = new(seed);
        for (int i = 0; i < TestRounds.Of(200); i++)
        {
            int at = (int)(bits.NextUInt64() % (ulong)bytes.Length);
            Assert.Throws<InvalidDataException>(() => Checkpoint.Parse(bytes.AsSpan(0, at)));
            bytes[at] ^= 0x10;
            Assert.Throws<InvalidDataException>(() => Checkpoint.Parse(bytes));
            bytes[at] ^= 0x10;
        }

        Checkpoint.Parse(bytes);
    }

    // No reorg has reached behind it, and none can any more.
    private static bool WillDo(RecordedHall hall, Checkpoint checkpoint)
    {
        foreach (ref readonly ChainEvent e in hall.Events.AsSpan((int)checkpoint.Sequence..))
        {
            bool isBack = e.Kind is ChainEventKind.Reorg or ChainEventKind.Resynchronise;
            if (isBack && e.BlockNumber < checkpoint.Head.Number)
            {
                return false;
            }

            if (e.Kind == ChainEventKind.BlockBegin && e.BlockNumber >= checkpoint.Head.Number + UndoBlocks)
            {
                return true;
            }
        }

        return false;
    }
}
