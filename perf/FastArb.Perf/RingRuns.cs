using System.Globalization;
using FastArb.Ring;

namespace FastArb.Perf;

/// <summary>
/// The ring's table: hops and rates, Channels and BlockingCollection beside them, in turns within one
/// run, and
/// a spinning thread that counts what the machine itself takes away.
/// </summary>
internal static class RingRuns
{
    /// <summary>Prints the table; <c>quick</c> measures a tenth.</summary>
    public static int Run(string[] args)
    {
        foreach (Measurement measured in Measure(args.Contains("quick", StringComparer.Ordinal) ? 10 : 1))
        {
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{measured.Name, -48} {measured.P50, 12:n3} {measured.P99, 12:n3} {measured.Unit}"
                )
            );
        }

        return 0;
    }

    /// <summary>Everything, by a share of its length.</summary>
    public static IReadOnlyList<Measurement> Measure(int share)
    {
        const int Turns = 5;
        var rates = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        var results = new List<Measurement> { SpinControl.Gaps(TimeSpan.FromSeconds(2.0 / share)) };
        foreach (WaitStyle style in Enum.GetValues<WaitStyle>())
        {
            int hops = (style == WaitStyle.Blocking ? 20_000 : 500_000) / share;
            // The first one warms up: its methods are compiled while it runs.
            RingHops.RoundTrips(style, hops);
            results.Add(RingHops.RoundTrips(style, hops));
        }

        results.Add(RingHops.LastOfTwelve(200_000 / share));
        for (int turn = 0; turn <= Turns; turn++)
        {
            foreach ((string name, Func<double> rate) in RingRates.All(10_000_000 / share))
            {
                double measured = rate();
                if (turn == 0)
                {
                    // Warms up.
                    rates[name] = [];
                }
                else
                {
                    rates[name].Add(measured);
                }
            }
        }

        results.AddRange(rates.Select(pair => Measurement.Of(pair.Key, "M events/s", pair.Value.ToArray())));
        return results;
    }
}
