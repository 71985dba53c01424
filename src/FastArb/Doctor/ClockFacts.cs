using System.Diagnostics;
using FastArb.Pipeline;

namespace FastArb.Doctor;

/// <summary>The monotonic clock, as measured now.</summary>
/// <param name="TicksPerSecond">The unit of a timestamp.</param>
/// <param name="ResolutionNanoseconds">The smallest step seen between two reads that differ.</param>
/// <param name="ReadNanoseconds">What one read costs: the median of many batches.</param>
/// <param name="Source">What the kernel reads; null where it does not say.</param>
internal sealed record ClockFacts(
    long TicksPerSecond,
    double ResolutionNanoseconds,
    double ReadNanoseconds,
    string? Source
)
{
    private const int Batches = 101;
    private const int ReadsPerBatch = 1_000;

    public static ClockFacts Read()
    {
        double nanosecondsPerTick = 1e9 / Stopwatch.Frequency;
        double[] costs = new double[Batches];
        long smallestStep = long.MaxValue;
        for (int batch = 0; batch < Batches; batch++)
        {
            long start = Stopwatch.GetTimestamp();
            long previous = start;
            for (int read = 0; read < ReadsPerBatch; read++)
            {
                long now = Stopwatch.GetTimestamp();
                if (now != previous)
                {
                    smallestStep = Math.Min(smallestStep, now - previous);
                    previous = now;
                }
            }

            costs[batch] = (Stopwatch.GetTimestamp() - start) * nanosecondsPerTick / ReadsPerBatch;
        }

        Array.Sort(costs);
        return new ClockFacts(
            Stopwatch.Frequency,
            Math.Round(smallestStep * nanosecondsPerTick, 1),
            Math.Round(costs[Batches / 2], 1),
            MachineText.Read("/sys/devices/system/clocksource/clocksource0/current_clocksource")
        );
    }
}
