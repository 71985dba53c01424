using FastArb.Feed;
using FastArb.Feed.Internals;
using Xunit;

namespace FastArb.Tests.Feed.Recording;

public sealed class ReplayPace_Timing
{
    private const long Second = 1_000_000_000;

    private readonly FakeClock _clock = new();

    [Theory]
    [InlineData(1.0)]
    [InlineData(10.0)]
    [InlineData(0.5)]
    public void Records_come_with_their_gaps_or_so_many_times_faster(double factor)
    {
        ReplayPace pace = ReplayPace.Times(factor, _clock);
        long[] times = [7 * Second, 8 * Second, 8 * Second, (8 * Second) + 500, 60 * Second];
        foreach (long time in times)
        {
            Assert.True(pace.Wait(time, CancellationToken.None));
            long due = FakeClock.Start + (long)((time - times[0]) / factor);
            Assert.InRange(_clock.Now, due, due + FakeClock.YieldNs);
        }
    }

    [Fact]
    public void Who_is_late_does_not_wait_and_catches_up()
    {
        ReplayPace pace = ReplayPace.Times(1, _clock);
        pace.Wait(0, CancellationToken.None);
        _clock.Now += 10 * Second;
        long late = _clock.Now;
        pace.Wait(5 * Second, CancellationToken.None);
        Assert.Equal(late, _clock.Now);
        pace.Wait(11 * Second, CancellationToken.None);
        Assert.InRange(_clock.Now, late + Second, late + Second + FakeClock.YieldNs);
    }

    [Fact]
    public void A_clock_that_began_anew_counts_from_there()
    {
        ReplayPace pace = ReplayPace.Times(1, _clock);
        pace.Wait(1_000 * Second, CancellationToken.None);
        pace.Wait(1_001 * Second, CancellationToken.None);
        long before = _clock.Now;
        pace.Wait(3 * Second, CancellationToken.None);
        Assert.Equal(before, _clock.Now);
        pace.Wait(4 * Second, CancellationToken.None);
        Assert.InRange(_clock.Now, before + Second, before + Second + FakeClock.YieldNs);
    }

    [Fact]
    public void At_most_speed_nothing_waits()
    {
        ReplayPace pace = ReplayPace.Max();
        Assert.True(pace.IsMax);
        Assert.True(pace.Wait(0, CancellationToken.None));
        Assert.True(pace.Wait(long.MaxValue, CancellationToken.None));
    }

    [Fact]
    public void Cancelling_ends_the_wait()
    {
        using CancellationTokenSource source = new();
        ReplayPace pace = ReplayPace.Times(1, _clock);
        pace.Wait(0, source.Token);
        _clock.Sleeping = source.Cancel;
        Assert.False(pace.Wait(3_600 * Second, source.Token));

        // On the real clock it wakes up from an hour's sleep.
        using CancellationTokenSource soon = new(TimeSpan.FromMilliseconds(20));
        ReplayPace real = ReplayPace.Times(1);
        real.Wait(0, soon.Token);
        Assert.False(real.Wait(3_600 * Second, soon.Token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_pace_that_is_none_is_refused(double factor) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ReplayPace.Times(factor));

    private sealed class FakeClock : IPaceClock
    {
        public const long Start = 1_000_000;

        public const long YieldNs = 1_000;

        public long Now { get; set; } = Start;

        public Action? Sleeping { get; set; }

        public void Sleep(long nanoseconds, CancellationToken cancellation)
        {
            Sleeping?.Invoke();
            Now += nanoseconds;
        }

        public void Yield() => Now += YieldNs;
    }
}
