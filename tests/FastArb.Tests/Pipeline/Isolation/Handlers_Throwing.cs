using FastArb.Pipeline;
using Xunit;

namespace FastArb.Tests.Pipeline.Isolation;

/// <summary>A handler that throws hurts itself only.</summary>
[Trait("row", "11")]
public sealed class Handlers_Throwing(ITestOutputHelper output)
{
    private const int Handlers = 12;
    private const int Lanes = 3;

    // 1,000,000 in the long form: FASTARB_TEST_TIMES=50.
    private static readonly int s_events = TestRounds.Of(20_000);

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Each_in_turn_throws_and_the_others_get_every_event_in_order(ulong seed)
    {
        SeededBits bits = new(seed);
        MadeStream stream = new(seed);
        for (int culprit = 0; culprit < Handlers; culprit++)
        {
            long at = (long)(bits.NextUInt64() % (ulong)s_events);
            Run(stream, number => number == culprit ? at : long.MaxValue);
        }

        output.WriteLine(
            $"row 11: seed {seed}, {Handlers} handlers in turn threw within {s_events} events; the others got"
                + " all of them, in order, and the culprit was named"
        );
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void All_but_one_throw_and_that_one_gets_every_event_in_order(ulong seed)
    {
        SeededBits bits = new(seed);
        long[] at =
        [
            .. Enumerable.Range(0, Handlers).Select(_ => (long)(bits.NextUInt64() % (ulong)s_events)),
        ];
        at[(int)(seed % Handlers)] = long.MaxValue;
        Run(new MadeStream(seed), number => at[number]);
    }

    private static void Run(MadeStream stream, Func<int, long> throwsAt)
    {
        EnginePlan plan = stream.PlanOf(
            LanePlan.Of(Lanes, Handlers),
            1_024,
            [.. Enumerable.Range(0, Handlers).Select(number => Plan(number, throwsAt(number)))]
        );
        LaneOutbox outbox = new(null);
        LaneSet set = new(plan, outbox, asks: false);
        EngineThreads threads = new(() => set.Ring.Sequencer.CancelClaims());
        set.Start(threads);
        LaneSink sink = set.Sink;
        stream.Publish(ref sink, 0, s_events);
        set.CompleteAndJoin();

        Assert.Null(threads.Fault);
        Lane whole = stream.Undisturbed(plan, s_events);
        Dictionary<string, HandlerFault> faults = [];
        while (outbox.TryTakeFault(out HandlerFault? fault))
        {
            faults.Add(fault!.Handler, fault);
        }

        for (int number = 0; number < Handlers; number++)
        {
            Lane lane = set.Lanes[number % Lanes];
            TallyHandler handler = (TallyHandler)lane.Handlers[number / Lanes];
            long end = Math.Min(throwsAt(number), s_events);
            Assert.Equal(end, handler.Count);
            Assert.Equal(throwsAt(number), lane.OutFrom(number / Lanes));
            Assert.Equal(TallyHandler.BytesOf(whole.Handlers[number]), TallyHandler.BytesOf(handler));
            Assert.Equal(whole.Roots.Read(), lane.Roots.Read());
            Assert.Equal(end < s_events, faults.Remove(handler.Name, out HandlerFault? fault));
            if (fault is not null)
            {
                Assert.Equal(end, fault.Sequence);
                Assert.Equal("TimeoutException: enough", fault.Reason);
            }
        }

        Assert.Empty(faults);
    }

    private static HandlerPlan Plan(int number, long at) =>
        TallyHandler.Plan(
            number,
            sequence =>
            {
                if (sequence == at)
                {
                    throw new TimeoutException("enough");
                }
            }
        );
}
