using System.Collections.Immutable;
using System.Diagnostics;
using FastArb.Pipeline;
using Xunit;

namespace FastArb.Tests.Pipeline.Isolation;

/// <summary>
/// A handler that holds its lane: the lane is built anew without it, and the others lack nothing in the end.
/// </summary>
[Trait("row", "12")]
public sealed class Lanes_Hung(ITestOutputHelper output) : IDisposable
{
    private const int Handlers = 6;
    private const int Ring = 1_024;

    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;
    private readonly ManualResetEventSlim _letGo = new();

    public void Dispose()
    {
        // Whatever came of the test, nothing goes on beside the next one.
        _letGo.Set();
        _letGo.Dispose();
    }

    // A hundred in the long form: FASTARB_TEST_TIMES=50.
    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void An_endless_loop_ends_its_handler_and_nothing_else(ulong seed)
    {
        SeededBits bits = new(seed);
        int rounds = TestRounds.Of(2);
        for (int round = 0; round < rounds; round++)
        {
            MadeStream stream = new(bits.NextUInt64());
            int culprit = (int)(bits.NextUInt64() % Handlers);
            int lanes = 1 + (int)(bits.NextUInt64() % 3);
            // Before, around and after the point from which the ring holds the whole run no more.
            long at = (long)(bits.NextUInt64() % (4 * Ring));
            using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(
                _cancellation
            );
            EnginePlan plan = PlanOf(
                stream,
                lanes,
                number => number == culprit ? Looping(at, over.Token) : null
            );
            using WatchedHall hall = new(stream, plan);
            long events = at + (3 * Ring);
            hall.PublishUntil(events);
            hall.WaitForLanes();
            Assert.Empty(hall.End());
            over.Cancel();

            MustBeWholeBut(hall, events, culprit);
            HandlerFault fault = Assert.Single(Interventions.Read(hall.Folder));
            Assert.Equal(($"tally-{culprit}", at), (fault.Handler, fault.Sequence));
            Assert.True(hall.Outbox.TryTakeFault(out HandlerFault? said) && said == fault);
            Assert.False(hall.Outbox.TryTakeFault(out _));
            MustBeSameInReplay(hall, events, culprit, at);
        }

        output.WriteLine(
            $"row 12: seed {seed}, {rounds} endless loops: lanes built anew, complete and equal"
        );
    }

    [Fact]
    public void One_after_another_hangs_and_the_last_one_lacks_nothing()
    {
        MadeStream stream = new(3);
        EnginePlan plan = PlanOf(
            stream,
            1,
            number => number == Handlers - 1 ? null : Looping(500 + (700 * number))
        );
        using WatchedHall hall = new(stream, plan);
        hall.PublishUntil(6 * Ring);
        hall.WaitForLanes();
        Assert.Empty(hall.End());
        _letGo.Set();
        MustBeWholeBut(hall, 6 * Ring, [.. Enumerable.Range(0, Handlers - 1)]);
        Assert.Equal(Handlers - 1, Interventions.Read(hall.Folder).Length);
        Assert.Equal(Handlers - 1, hall.Watch.Rebuilt);
    }

    [Fact]
    public void A_lane_that_is_held_while_nothing_comes_is_found_too()
    {
        MadeStream stream = new(4);
        EnginePlan plan = PlanOf(stream, 2, number => number == 1 ? Waiting(99) : null);
        using WatchedHall hall = new(stream, plan);
        hall.PublishUntil(100);
        long start = Stopwatch.GetTimestamp();
        hall.WaitForLanes();
        output.WriteLine($"row 12: built anew after {Stopwatch.GetElapsedTime(start).TotalSeconds:F2} s");
        Assert.Empty(hall.End());
        _letGo.Set();
        MustBeWholeBut(hall, 100, 1);
    }

    [Fact]
    public void What_had_thrown_before_stays_out_from_the_same_event()
    {
        MadeStream stream = new(5);
        int threw = 0;
        EnginePlan plan = PlanOf(
            stream,
            1,
            number =>
                number switch
                {
                    // Only the first time: what is built anew must not let it in again.
                    0 => sequence =>
                    {
                        if (sequence == 77 && threw++ == 0)
                        {
                            throw new TimeoutException("enough");
                        }
                    },
                    1 => Looping(200),
                    _ => null,
                }
        );
        using WatchedHall hall = new(stream, plan);
        hall.PublishUntil(2 * Ring);
        hall.WaitForLanes();
        Assert.Empty(hall.End());
        _letGo.Set();
        MustBeWholeBut(hall, 2 * Ring, 0, 1);
        Assert.Equal(77, hall.Set.Lanes[0].OutFrom(0));
        Assert.Equal(77, ((TallyHandler)hall.Set.Lanes[0].Handlers[0]).Count);
        Assert.Equal("tally-1", Assert.Single(Interventions.Read(hall.Folder)).Handler);
    }

    [Fact]
    public void Without_a_recording_the_feed_goes_on_and_all_of_the_lane_is_named()
    {
        MadeStream stream = new(6);
        EnginePlan plan = PlanOf(stream, 2, number => number == 0 ? Looping(10) : null);
        using WatchedHall hall = new(stream, plan, isRecorded: false);
        hall.PublishUntil(4 * Ring);
        WatchedHall.WaitFor(() => hall.Set.Lanes[1].NextSequence == 4 * Ring, "the other lane is late");
        Assert.Equal(["lane-1"], hall.End());
        List<string> lost = [];
        while (hall.Outbox.TryTakeFault(out HandlerFault? fault))
        {
            lost.Add(fault!.Handler);
        }

        Assert.Equal(["tally-0", "tally-2", "tally-4"], lost);
    }

    [Fact]
    public void An_end_does_not_wait_for_a_lane_that_is_held()
    {
        MadeStream stream = new(7);
        EnginePlan plan = PlanOf(stream, 2, number => number == 0 ? Looping(50) : null);
        using WatchedHall hall = new(stream, plan);
        hall.PublishUntil(100);
        WatchedHall.WaitFor(() => hall.Set.Lanes[0].Pulse.Call != 0, "nothing hangs");
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(["lane-1"], hall.End());
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        output.WriteLine($"row 12: ended in {took.TotalSeconds:F2} s with a lane that is held");
        Assert.InRange(took.TotalSeconds, 0, 2);
        Assert.Equal(100, hall.Set.Lanes[1].NextSequence);
    }

    [Fact]
    public void A_fused_lane_is_not_taken_from_the_reader_but_whoever_can_end_it_is_told()
    {
        MadeStream stream = new(8);
        EnginePlan plan = PlanOf(stream, 0, number => number == 2 ? Waiting(30) : null);
        using WatchedHall hall = new(stream, plan);
        Thread reader = new(() => hall.PublishUntil(100)) { IsBackground = true };
        reader.Start();
        WatchedHall.WaitFor(() => hall.Watch.Holder is not null, "nobody was told");
        Assert.Equal(("tally-2", 30), (hall.FusedHangs[0].Handler, hall.FusedHangs[0].Sequence));
        Assert.Equal(hall.FusedHangs, Interventions.Read(hall.Folder));
        Assert.Equal("tally-2", hall.Watch.Holder?.Handler);
        Assert.False(hall.Set.Lanes[0].IsAbandoned);
        _letGo.Set();
        reader.Join();
        Assert.Empty(hall.End());
        Assert.Single(hall.FusedHangs);

        // The next process begins without it.
        Lane next = stream.Undisturbed(plan with { Interventions = Interventions.Read(hall.Folder) }, 100);
        Assert.Equal(30, ((TallyHandler)next.Handlers[2]).Count);
        Assert.Equal(100, ((TallyHandler)next.Handlers[3]).Count);
    }

    [Fact]
    public void In_a_replay_the_reader_waits_and_the_holder_is_named()
    {
        MadeStream stream = new(9);
        EnginePlan plan = PlanOf(stream, 1, number => number == 3 ? Waiting(40) : null);
        ReplayRun run = new(plan);
        run.Begin();
        LaneSink sink = run.Lanes.Sink;
        stream.Publish(ref sink, 0, 100);
        WatchedHall.WaitFor(() => LanePulse.SequenceOf(run.Lanes.Lanes[0].Pulse.Call) == 40, "nothing hangs");
        WatchedHall.WaitFor(() => LanePulse.HandlerOf(run.Lanes.Lanes[0].Pulse.Call) == 3, "nothing hangs");
        for (long now = 0; now < 2_000; now += 20)
        {
            run.LaneWatch.Look(now * 1_000_000);
        }

        Assert.Equal(("tally-3", 40), (run.LaneWatch.Holder!.Handler, run.LaneWatch.Holder.Sequence));
        Assert.False(run.Lanes.Lanes[0].IsAbandoned);
        _letGo.Set();
        run.End();
        run.LaneWatch.Look(3_000_000_000);
        Assert.Null(run.LaneWatch.Holder);
        Assert.Equal(100, run.Lanes.Lanes[0].NextSequence);
    }

    private static EnginePlan PlanOf(MadeStream stream, int lanes, Func<int, Action<long>?> before) =>
        stream.PlanOf(
            LanePlan.Of(lanes, Handlers),
            Ring,
            [.. Enumerable.Range(0, Handlers).Select(number => TallyHandler.Plan(number, before(number)))]
        );

    private Action<long> Looping(long at) => Looping(at, _cancellation);

    // Busy for ever, or until the test is over.
    private Action<long> Looping(long at, CancellationToken over) =>
        sequence =>
        {
            while (sequence == at && !_letGo.IsSet && !over.IsCancellationRequested)
            {
                Thread.SpinWait(100);
            }
        };

    private Action<long> Waiting(long at) =>
        sequence =>
        {
            if (sequence == at)
            {
                _letGo.Wait(_cancellation);
            }
        };

    private static void MustBeWholeBut(WatchedHall hall, long events, params int[] culprits)
    {
        Lane whole = hall.Stream.Undisturbed(hall.Plan, events);
        ImmutableArray<Lane> lanes = hall.Set.Lanes;
        for (int seat = 0; seat < lanes.Length; seat++)
        {
            Assert.Equal(events, lanes[seat].NextSequence);
            Assert.Equal(whole.Roots.Read(), lanes[seat].Roots.Read());
            for (int i = 0; i < lanes[seat].Handlers.Length; i++)
            {
                int number = hall.Plan.Lanes.Lanes[seat].Handlers[i];
                if (culprits.Contains(number))
                {
                    Assert.NotEqual(long.MaxValue, lanes[seat].OutFrom(i));
                    continue;
                }

                Assert.Equal(long.MaxValue, lanes[seat].OutFrom(i));
                Assert.Equal(
                    TallyHandler.BytesOf(whole.Handlers[number]),
                    TallyHandler.BytesOf(lanes[seat].Handlers[i])
                );
            }
        }
    }

    // Whoever reads the recording with what was decided beside it comes to the same.
    private static void MustBeSameInReplay(WatchedHall hall, long events, int culprit, long at)
    {
        EnginePlan plan = hall.Plan with { Interventions = Interventions.Read(hall.Folder) };
        ReplayRun replay = new(plan);
        replay.Begin();
        LaneSink sink = replay.Lanes.Sink;
        hall.Stream.Publish(ref sink, 0, events);
        replay.End();
        Assert.Null(replay.Fault);
        for (int seat = 0; seat < plan.Lanes.Lanes.Length; seat++)
        {
            Lane lane = replay.Lanes.Lanes[seat];
            Assert.Equal(hall.Set.Lanes[seat].Roots.Read(), lane.Roots.Read());
            for (int i = 0; i < lane.Handlers.Length; i++)
            {
                bool isCulprit = plan.Lanes.Lanes[seat].Handlers[i] == culprit;
                Assert.Equal(isCulprit ? at : events, ((TallyHandler)lane.Handlers[i]).Count);
            }
        }
    }
}
