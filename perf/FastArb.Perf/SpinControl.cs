using System.Diagnostics;

namespace FastArb.Perf;

/// <summary>
/// A loop that does nothing but look at the clock: the gaps it sees are the machine's, and no tail
/// measured in
/// the same run can be better.
/// </summary>
internal static class SpinControl
{
    private const double GapMicroseconds = 10;

    /// <summary>The gaps of more than 10 us; their count is for the whole time.</summary>
    public static Measurement Gaps(TimeSpan time)
    {
        var gaps = new List<double>(100_000);
        long began = Stopwatch.GetTimestamp();
        long last = began;
        while (Stopwatch.GetElapsedTime(began) < time)
        {
            long now = Stopwatch.GetTimestamp();
            double gap = Stopwatch.GetElapsedTime(last, now).TotalMicroseconds;
            if (gap > GapMicroseconds)
            {
                gaps.Add(gap);
            }

            last = now;
        }

        string name = $"control: gaps over 10 us in {time.TotalSeconds:0.0} s of spinning";
        return gaps.Count == 0
            ? new Measurement(name, "us", 0, 0, 0, 0, 0)
            : Measurement.Of(name, "us", gaps.ToArray());
    }
}
