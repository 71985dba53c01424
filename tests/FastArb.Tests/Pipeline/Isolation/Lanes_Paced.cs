using System.Diagnostics;
using FastArb.Metrics;
using FastArb.Pipeline;
using Xunit;

namespace FastArb.Tests.Pipeline.Isolation;

/// <summary>Twelve handlers on the one lane that two cores have room for.</summary>
[Trait("row", "10")]
public sealed class Lanes_Paced(ITestOutputHelper output)
{
    private const int Handlers = 12;
    private const int PerSecond = 5_000;

    // A minute in the long form: FASTARB_TEST_TIMES=60. Only there, on a machine that does nothing else, is
    // what it takes a promise.
    private static readonly int s_events = PerSecond * TestRounds.Of(1);

    private readonly LatencyHistogram _latency = new();
    private readonly long[] _published = new long[s_events];

    [Fact]
    public void The_last_of_twelve_handlers_has_an_event_soon_after_it_is_published()
    {
        EnginePlan plan = new MadeStream(10).PlanOf(
            LanePlan.Of(1, Handlers),
            1 << 12,
            [
                .. Enumerable
                    .Range(0, Handlers)
                    .Select(number => TallyHandler.Plan(number, number == Handlers - 1 ? Note : null)),
            ]
        );
        using WatchedHall hall = new(new MadeStream(10), plan);
        hall.PublishUntil(s_events, PerSecond, sequence => _published[sequence] = Stopwatch.GetTimestamp());
        hall.WaitForLanes();
        Assert.Empty(hall.End());
        Assert.Equal(s_events, _latency.Count);
        double p50 = _latency.ValueAtQuantile(0.5) / 1e3;
        double p99 = _latency.ValueAtQuantile(0.99) / 1e3;
        output.WriteLine(
            $"row 10: {s_events} events at {PerSecond} a second, ring to the last of {Handlers} handlers:"
                + $" p50 {p50:F1} us, p99 {p99:F1} us"
        );
        if (TestRounds.Of(1) >= 60)
        {
            Assert.InRange(p50, 0, 5);
            Assert.InRange(p99, 0, 1_000);
        }
    }

    private void Note(long sequence) =>
        _latency.Record((long)Stopwatch.GetElapsedTime(_published[sequence]).TotalNanoseconds);
}
