using FastArb.Feed;
using FastArb.Pipeline;
using Xunit;

namespace FastArb.Tests.Pipeline.Checkpoints;

/// <summary>
/// Who follows the events writes checkpoints, and sees whether the engine comes to the same.
/// </summary>
public sealed class CheckpointFollower_Writes(ITestOutputHelper output)
{
    private static readonly CancellationToken s_never = CancellationToken.None;

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Checkpoints_appear_at_round_blocks_while_the_engine_goes_on(ulong seed)
    {
        using RecordedHall hall = new(RecordedHall.Loading(seed) with { Blocks = 160, ReorgPercent = 0 });
        using EventRecorder recorder = new(hall.Folder);
        List<string> said = [];
        using CheckpointFollower follower = new(hall.Plan, hall.Folder, said.Add, everyBlocks: 40);
        Lane engine = hall.NewLane();
        SeededBits bits = new(seed);
        while (engine.NextSequence < hall.Events.Length)
        {
            long until = Math.Min(
                engine.NextSequence + 1 + (long)(bits.NextUInt64() % 300),
                hall.Events.Length
            );
            recorder.Append(hall.Events.AsSpan((int)engine.NextSequence..(int)until));
            recorder.Flush();
            hall.Give(engine, engine.NextSequence, until);

            // Behind the engine, and never before it.
            long held = until - (long)(bits.NextUInt64() % 20);
            follower.Look(SightOf(engine) with { NextSequence = held }, [], s_never);
            Assert.True(follower.NextSequence <= until);
        }

        follower.Look(SightOf(engine), [], s_never);
        Assert.Equal(engine.NextSequence, follower.NextSequence);
        Assert.Empty(said);
        Assert.InRange(follower.Written, 4, 5);
        string[] kept = CheckpointFiles.In(hall.Folder);
        Assert.Equal(3, kept.Length);
        long[] blocks =
        [
            .. kept.Select(path => Checkpoint.Parse(File.ReadAllBytes(path)).Head.Number).Order(),
        ];
        Assert.All(blocks, block => Assert.InRange(block % 40, 0, 3));
        output.WriteLine($"row 19: {follower.Written} written, kept those of {string.Join(", ", blocks)}");

        // Another one begins there, and writes the same again.
        byte[] last = File.ReadAllBytes(kept[0]);
        using CheckpointFollower next = new(hall.Plan, hall.Folder, said.Add, everyBlocks: 40);
        Assert.True(next.NextSequence > 0);
        next.Look(SightOf(engine), [], s_never);
        Assert.Equal(last, File.ReadAllBytes(kept[0]));
    }

    [Fact]
    public void A_market_that_is_not_what_the_events_give_is_said_once()
    {
        using RecordedHall hall = new(RecordedHall.Loading(11) with { Blocks = 30, ReorgPercent = 0 });
        hall.RecordEvents(hall.Events.Length);
        List<string> said = [];
        using CheckpointFollower follower = new(hall.Plan, hall.Folder, said.Add);
        Lane engine = hall.LaneAfter(hall.Events.Length / 2);
        EngineSight sight = SightOf(engine) with { NextSequence = long.MaxValue };
        follower.Look(sight with { SealedChain = sight.SealedChain ^ 1 }, [], s_never);
        follower.Look(sight, [], s_never);
        string sentence = Assert.Single(said);
        Assert.Contains(
            $"after block {engine.Roots.Read().Block} is not",
            sentence,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_handler_that_was_taken_out_is_out_of_the_checkpoints_too()
    {
        using RecordedHall hall = new(RecordedHall.Loading(12) with { Blocks = 60, ReorgPercent = 0 });
        hall.RecordEvents(hall.Events.Length);
        using CheckpointFollower follower = new(hall.Plan, hall.Folder, _ => { }, everyBlocks: 20);
        EngineSight half = new(hall.Events.Length / 2, 0, 0);
        follower.Look(half, [], s_never);
        HandlerFault fault = new("digest", half.NextSequence - 5, "held its lane");
        follower.Look(half with { NextSequence = hall.Events.Length }, [fault], s_never);
        Checkpoint last = Checkpoint.Parse(File.ReadAllBytes(CheckpointFiles.In(hall.Folder)[0]));
        SavedHandler saved = last.Handlers.Single(handler => handler.Name == "digest");
        Assert.Equal(fault.Sequence, saved.OutFrom);
        Assert.Empty(saved.State);
    }

    private static EngineSight SightOf(Lane engine)
    {
        (_, _, UInt128 chain, long count) = engine.Roots.Read();
        return new EngineSight(engine.NextSequence, count, chain);
    }
}
