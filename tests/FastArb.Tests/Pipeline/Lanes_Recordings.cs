using FastArb.Pipeline;
using Xunit;

namespace FastArb.Tests.Pipeline;

/// <summary>
/// Recordings of a real node, with what each pool was after each block, through any number of lanes.
/// </summary>
public sealed class Lanes_Recordings
{
    public static TheoryData<string> All =>
        ["frames.jsonl.gz", "frames-reorg.jsonl.gz", "frames-reorg-geth.jsonl.gz"];

    [Theory]
    [MemberData(nameof(All))]
    public void After_every_block_each_lane_is_what_the_chain_was(string recording)
    {
        RecordedLanes recorded = new(recording);
        TruthHandler truth = new(recorded.Truth);
        ReplayRun run = recorded.Play(recorded.Plan(0, truth));
        Assert.False(run.Outbox.TryTakeFault(out HandlerFault? fault), fault?.Reason);
        // A tip that falls was not sealed, and no handler is asked before it is gone.
        int sealable = recorded.Truth.Blocks.Count() - recorded.Truth.Reorgs;
        Assert.True(truth.Blocks >= sealable, $"{truth.Blocks} of {sealable} blocks were compared");
    }

    /// <summary>Fused, and 1, 2, 3, 5 and 12 lanes.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void Any_split_over_lanes_gives_the_same_roots_and_the_same_quotes(string recording)
    {
        RecordedLanes recorded = new(recording);
        Assert.NotEqual(0, recorded.Routes);
        ReplayRun fused = recorded.Play(recorded.Plan(0));
        var expected = LaneResults.Handlers<RootLog>(fused.Lanes).Single().Roots;
        string kept = LaneResults.Kept(fused.Lanes);
        Assert.NotEmpty(expected);
        Assert.Contains(LaneResults.Handlers<QuoteHandler>(fused.Lanes), handler => handler.Quotes > 0);
        foreach (int lanes in (int[])[1, 2, 3, 5, 12])
        {
            ReplayRun run = recorded.Play(recorded.Plan(lanes));
            Assert.Equal(lanes, run.Lanes.Lanes.Length);
            Assert.Equal(kept, LaneResults.Kept(run.Lanes));
            foreach (RootLog log in LaneResults.Handlers<RootLog>(run.Lanes))
            {
                Assert.Equal(expected, log.Roots);
            }

            foreach (Lane lane in run.Lanes.Lanes)
            {
                Assert.Equal(fused.Lanes.Lanes[0].Roots.Read(), lane.Roots.Read());
            }
        }
    }
}
