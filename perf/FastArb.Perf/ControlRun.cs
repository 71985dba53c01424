using System.Diagnostics;
using System.Globalization;
using FastArb.Metrics;

namespace FastArb.Perf;

/// <summary>
/// What the machine does to a program that does nothing: a loop that reads the clock, and each gap
/// between two
/// readings. Tails of other figures are to be read beside it.
/// </summary>
internal static class ControlRun
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long LongGap = 10_000;

    public static int Run(Arguments arguments)
    {
        LatencyHistogram gaps = new();
        Spin(gaps, NanosecondsPerSecond / 2);
        gaps.Reset();
        double seconds = arguments.Real("seconds", 2);
        long longGaps = Spin(gaps, (long)(seconds * NanosecondsPerSecond));
        double rate = longGaps / seconds;
        Console.Out.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"long_gaps={rate:F0} {EventClock.Figures("gap", gaps)}"
            )
        );
        return 0;
    }

    private static long Spin(LatencyHistogram gaps, long nanoseconds)
    {
        long last = Stopwatch.GetTimestamp();
        long end = last + nanoseconds;
        long longGaps = 0;
        while (last < end)
        {
            long now = Stopwatch.GetTimestamp();
            gaps.Record(now - last);
            if (now - last > LongGap)
            {
                longGaps++;
            }

            last = now;
        }

        return longGaps;
    }
}
