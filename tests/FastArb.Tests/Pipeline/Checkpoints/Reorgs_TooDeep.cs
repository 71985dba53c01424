using System.Diagnostics;
using FastArb.Chain;
using FastArb.Feed;
using FastArb.Market;
using FastArb.Pipeline;
using Xunit;

namespace FastArb.Tests.Pipeline.Checkpoints;

/// <summary>
/// Row 7: a chain that goes back by more blocks than can be undone. Every lane loads its market anew, and all
/// of them come to the same; so does one that began with a checkpoint.
/// </summary>
[Trait("row", "7")]
public sealed class Reorgs_TooDeep(ITestOutputHelper output)
{
    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void All_lanes_load_anew_and_come_to_the_same(ulong seed)
    {
        using RecordedHall hall = new(
            RecordedHall.Loading(seed) with
            {
                Blocks = 180,
                ReorgPercent = 5,
                ReorgDepthMax = 120,
            }
        );
        int tooDeep = DepthsOf(hall.Events).Count(depth => depth > PoolTable.UndoBlocksMax);
        Assert.True(tooDeep > 0, "no reorg went deeper than can be undone");
        Lane whole = hall.LaneAfter(hall.Events.Length);
        Assert.True(whole.Market.IsComplete && whole.Market.LiveCount == hall.Plan.Market.Pools.Length);
        TimeSpan time = default;
        foreach (int lanes in (int[])[0, 1, 3])
        {
            ReplayRun run = new(hall.Plan with { Lanes = LanePlan.Of(lanes, hall.Plan.Handlers.Length) });
            run.Begin();
            long start = Stopwatch.GetTimestamp();
            using InputReader reader = new(hall.Folder);
            while (reader.TryRead(out InputRecord record))
            {
                run.Take(in record);
            }

            run.End();
            time = Stopwatch.GetElapsedTime(start);
            Assert.Null(run.Fault);
            Assert.All(run.Lanes.Lanes, lane => Assert.Equal(whole.Roots.Read(), lane.Roots.Read()));
            Assert.Equal(KeptBy(whole), KeptBy([.. run.Lanes.Lanes]));
        }

        output.WriteLine(
            $"row 7: {hall.Reorgs} reorgs, {tooDeep} deeper than can be undone, one root in 1, 3 lanes and "
                + $"fused; {hall.Events.Length / time.TotalSeconds:#,0} events a second into three lanes"
        );
    }

    private static IEnumerable<long> DepthsOf(ChainEvent[] events)
    {
        long head = 0;
        foreach (ChainEvent e in events)
        {
            if (e.Kind is ChainEventKind.Reorg)
            {
                yield return head - e.BlockNumber;
            }

            head = e.Kind is ChainEventKind.BlockBegin or ChainEventKind.Reorg ? e.BlockNumber : head;
        }
    }

    private static string KeptBy(params IEnumerable<Lane> lanes) =>
        string.Join(
            '\n',
            lanes
                .SelectMany(lane => lane.Handlers)
                .Select(handler => $"{handler.Name} {Convert.ToHexString(Checkpoint.Bytes(handler.Save))}")
                .Order(StringComparer.Ordinal)
        );
}
