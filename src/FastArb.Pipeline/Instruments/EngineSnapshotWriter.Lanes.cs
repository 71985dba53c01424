using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FastArb.Chain;
using FastArb.Metrics;

namespace FastArb.Pipeline;

/// <content>What lanes and their handlers say of themselves.</content>
public sealed partial class EngineSnapshotWriter
{
    private void AddHandlers()
    {
        EnginePlan plan = _run.Lanes.Plan;
        for (int i = 0; i < plan.Lanes.Lanes.Length; i++)
        {
            int seat = i;
            ImmutableArray<int> handlers = plan.Lanes.Lanes[seat].Handlers;
            for (int j = 0; j < handlers.Length; j++)
            {
                int place = j;
                string handler = plan.Handlers[handlers[place]].Name;
                (string, string) name = (SnapshotWords.Strategy, handler);
                Add(
                    SnapshotSeries.Of(MetricCatalogue.ConsumerLagEvents, _chain, name),
                    () => LagOf(_run.Lanes.Lanes[seat])
                );
                Add(
                    SnapshotSeries.Of(MetricCatalogue.StrategyOut, _chain, name),
                    () => IsOut(_run.Lanes.Lanes[seat], place) ? 1 : 0
                );
                Add(
                    SnapshotSeries.Of(MetricCatalogue.StrategyPaused, _chain, name),
                    () => _run.Lanes.Lanes[seat].IsPaused(place) ? 1 : 0
                );
                (string, string) lane = (SnapshotWords.Lane, _run.Lanes.Lanes[seat].Name);
                Add(
                    SnapshotSeries.Word(SnapshotWords.HandlerOutFrom, lane, name),
                    () => _run.Lanes.Lanes[seat].OutFrom(place)
                );
                Add(
                    SnapshotSeries.Word(SnapshotWords.HandlerPaused, lane, name),
                    () => _run.Lanes.Lanes[seat].IsPaused(place) ? 1 : 0
                );
            }
        }
    }

    private static bool IsOut(Lane lane, int place) => lane.OutFrom(place) <= lane.NextSequence;

    private void AddLanes()
    {
        for (int i = 0; i < _seals.Length; i++)
        {
            int seat = i;
            AddLane(seat, SnapshotWords.LaneNext, () => _run.Lanes.Lanes[seat].NextSequence);
            AddLane(seat, SnapshotWords.LaneSeals, () => _seals[seat].Count);
            AddLane(seat, SnapshotWords.LaneBlock, () => _seals[seat].Block);
            for (int j = 0; j < SealWords.HashLimbs; j++)
            {
                int limb = j;
                AddLane(seat, SnapshotWords.LaneHash(limb), () => _seals[seat].Hash(limb));
            }

            AddLane(seat, SnapshotWords.LaneRoot(0), () => (long)(ulong)_seals[seat].Root);
            AddLane(seat, SnapshotWords.LaneRoot(1), () => (long)(ulong)(_seals[seat].Root >> 64));
            AddLane(seat, SnapshotWords.LaneChain(0), () => (long)(ulong)_seals[seat].Chain);
            AddLane(seat, SnapshotWords.LaneChain(1), () => (long)(ulong)(_seals[seat].Chain >> 64));
        }
    }

    private void AddLane(int seat, string name, Func<long> source) =>
        Add(SnapshotSeries.Word(name, (SnapshotWords.Lane, _run.Lanes.Lanes[seat].Name)), source);

    /// <summary>The last seal of a lane, all of it of one block.</summary>
    [StructLayout(LayoutKind.Auto)]
    private struct SealWords
    {
        public const int HashLimbs = 4;

        private BlockIdentity _block;

        public readonly long Block => _block.Number;

        public UInt128 Root { get; private set; }

        public UInt128 Chain { get; private set; }

        public long Count { get; private set; }

        public readonly long Hash(int limb)
        {
            (ulong l0, ulong l1, ulong l2, ulong l3) = _block.Hash.Limbs;
            return (long)(
                limb switch
                {
                    0 => l0,
                    1 => l1,
                    2 => l2,
                    _ => l3,
                }
            );
        }

        public void Read(SealedRoots roots) => (_block, Root, Chain, Count) = roots.Read();
    }
}
