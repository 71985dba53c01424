using System.Collections.Immutable;
using System.Diagnostics;
using FastArb.Metrics;
using FastArb.Pipeline;
using Xunit;

namespace FastArb.Tests.Pipeline.Isolation;

/// <summary>
/// A handler that takes 50 ms for each event, and then one that never returns, while the feed goes on at its
/// own pace.
/// </summary>
[Trait("row", "12")]
public sealed class Lanes_Slow(ITestOutputHelper output) : IDisposable
{
    private const int PerSecond = 1_000;
    private const int Quiet = PerSecond;
    private const int Step = PerSecond / 20;
    private const int EventsMax = 100 * PerSecond;
    private const int Handlers = 4;
    private const int Clock = 3;

    // What a minute brings in the long form, FASTARB_TEST_TIMES=2, and four seconds in the short one: a slow
    // handler is left alone until the ring is nearly full.
    private static readonly bool s_isLong = TestRounds.Of(1) > 1;
    private static readonly int s_ring = s_isLong ? 1 << 16 : 1 << 12;

    private readonly ManualResetEventSlim _letGo = new();
    private readonly LatencyHistogram[] _latencies = [new(), new(), new()];
    private readonly long[] _published = new long[EventsMax];
    private long _loopsAt = long.MaxValue;
    private volatile int _phase;

    public void Dispose()
    {
        _letGo.Set();
        _letGo.Dispose();
    }

    [Fact]
    public void Their_lane_goes_on_without_them_the_others_notice_little_and_the_feed_nothing()
    {
        MadeStream stream = new(12);
        EnginePlan plan = stream.PlanOf(
            LanePlan.Of(2, Handlers),
            s_ring,
            [.. Enumerable.Range(0, Handlers).Select(Plan)]
        );
        using WatchedHall hall = new(stream, plan);
        hall.PublishUntil(Quiet, PerSecond, Stamp);
        _phase = 1;
        PublishUntilRebuilt(hall, 1);

        _phase = 2;
        long loopsAt = hall.Published;
        Volatile.Write(ref _loopsAt, loopsAt);
        long start = Stopwatch.GetTimestamp();
        PublishUntilRebuilt(hall, 2);
        TimeSpan late = Stopwatch.GetElapsedTime(start);
        hall.WaitForLanes();
        long events = hall.Published;
        start = Stopwatch.GetTimestamp();
        Assert.Empty(hall.End());
        _letGo.Set();

        ImmutableArray<HandlerFault> faults = Interventions.Read(hall.Folder);
        Assert.Equal(2, faults.Length);
        Assert.Equal(("tally-2", loopsAt), (faults[1].Handler, faults[1].Sequence));
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 2);
        Lane whole = stream.Undisturbed(
            plan with
            {
                Handlers = [.. Enumerable.Range(0, Handlers).Select(n => TallyHandler.Plan(n))],
            },
            events
        );
        Assert.All(hall.Set.Lanes, lane => Assert.Equal(whole.Roots.Read(), lane.Roots.Read()));
        Assert.Equal(
            TallyHandler.BytesOf(whole.Handlers[1]),
            TallyHandler.BytesOf(hall.Set.Lanes[1].Handlers[0])
        );
        Assert.Equal(
            TallyHandler.BytesOf(whole.Handlers[Clock]),
            TallyHandler.BytesOf(hall.Set.Lanes[1].Handlers[1])
        );
        Say(late, hall.FullWaits);
        if (s_isLong)
        {
            // Where nothing else runs. Time without a core counts against no handler, so that it takes longer
            // beside other tests.
            Assert.Equal(0, hall.FullWaits);
            Assert.InRange(late.TotalSeconds, 0, 2);
        }
    }

    private void Say(TimeSpan late, long fullWaits)
    {
        string[] names = ["nothing wrong", "50 ms per event", "an endless loop"];
        for (int phase = 0; phase < names.Length; phase++)
        {
            LatencyHistogram seen = _latencies[phase];
            output.WriteLine(
                $"row 12: another lane, {names[phase]}: {seen.Count} events,"
                    + $" p50 {seen.ValueAtQuantile(0.5) / 1e3:F1} us,"
                    + $" p99 {seen.ValueAtQuantile(0.99) / 1e3:F1} us"
            );
        }

        output.WriteLine(
            $"row 12: from the endless loop to a lane up to date: {late.TotalSeconds:F2} s;"
                + $" the reader waited {fullWaits} times"
        );
    }

    private HandlerPlan Plan(int number) =>
        TallyHandler.Plan(
            number,
            number switch
            {
                0 => sequence => _letGo.Wait(sequence < Quiet ? 0 : 50),
                2 => Loop,
                Clock => Note,
                _ => null,
            }
        );

    // And until the lane that was built is up to date.
    private void PublishUntilRebuilt(WatchedHall hall, int times)
    {
        Lane lane = hall.Set.Lanes[0];
        while (hall.Set.Lanes[0] == lane || hall.Set.Lanes[0].NextSequence < hall.Published - Step)
        {
            hall.PublishUntil(hall.Published + Step, PerSecond, Stamp);
        }

        Assert.Equal(times, hall.Watch.Rebuilt);
    }

    private static long Now() => Stopwatch.GetTimestamp();

    private void Stamp(long sequence) => _published[sequence] = Now();

    private void Loop(long sequence)
    {
        while (sequence == Volatile.Read(ref _loopsAt) && !_letGo.IsSet)
        {
            Thread.SpinWait(100);
        }
    }

    private void Note(long sequence) =>
        _latencies[_phase].Record((long)Stopwatch.GetElapsedTime(_published[sequence]).TotalNanoseconds);
}
