using System.Collections.Immutable;
using FastArb.Chain;

namespace FastArb.Pipeline;

/// <content>A lane that hangs is left behind, and another one takes its seat.</content>
public sealed partial class LaneSet
{
    // So that a catch-up which is no longer wanted ends soon.
    private const int PieceOfLog = 1 << 14;

    /// <summary>For how long a lane's thread wanted a core and had none; 0 for the reader's.</summary>
    internal long StarvedNsOf(int seat) => _seats[seat]?.StarvedNs ?? 0;

    /// <summary>Nobody waits for this lane any more, and what it still does is nothing.</summary>
    internal void Detach(int seat)
    {
        _seats[seat]!.Detach();

        // What takes its seat takes its core.
        _seats[seat]!.LeaveCoreFor(Plan.Lanes.SystemCores);
    }

    /// <summary>
    /// Builds a seat's lane anew and lets it catch up, on a thread of its own. Handlers that were out of the
    /// old one are out of it from the same event on; the culprit gets nothing at all, so that it cannot hold
    /// this lane too.
    /// </summary>
    internal void Rebuild(int seat, string culprit, string runFolder)
    {
        Lane old = Lanes[seat];
        List<HandlerFault> faults = [];
        ImmutableArray<LaneHandler> handlers = old.Handlers;
        for (int i = 0; i < handlers.Length; i++)
        {
            string name = handlers[i].Name;
            faults.Add(new HandlerFault(name, name == culprit ? 0 : old.OutFrom(i), "out before"));
        }

        LaneCatchUp log = new(Plan, runFolder);
        LaneThread thread = new(Ring, log.Begin(seat, _outbox, _asks, faults));
        _seats[seat] = thread;
        Lanes = Lanes.SetItem(seat, thread.Lane);
        thread.Start(
            _threads!,
            Plan.Lanes.Lanes[seat].Core,
            () =>
            {
                using (log)
                {
                    CatchUp(thread, log);
                }
            }
        );
    }

    // What is gone from the ring is on the disk; what is not on the disk yet is in the ring. In between it
    // takes its place: from there on the ring keeps everything for it.
    private void CatchUp(LaneThread thread, LaneCatchUp log)
    {
        Lane lane = thread.Lane;
        long next = lane.NextSequence;
        long joint = long.MaxValue;
        SpinWait pause = default;
        while (next < joint && !lane.IsAbandoned)
        {
            if (joint == long.MaxValue && Ring.Cursor - next < Ring.BufferSize / 2)
            {
                joint = thread.JoinRing();
            }

            long before = next;
            while (next < joint && Ring.TryCopy(next, out ChainEvent e))
            {
                lane.On(in e);
                next++;
            }

            if (next == before)
            {
                next = log.Advance(lane, Math.Min(joint, next + PieceOfLog), CancellationToken.None);
            }

            if (next == before)
            {
                // The recorder is on its way.
                pause.SpinOnce();
            }
        }
    }
}
