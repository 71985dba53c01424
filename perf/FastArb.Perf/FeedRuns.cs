namespace FastArb.Perf;

/// <summary>
/// <c>perf/run.sh feed</c>: every load against every receiver, one after another and round after round,
/// so that
/// what the machine does meanwhile falls on all of them.
/// </summary>
internal sealed class FeedRuns
{
    private const int SenderCore = 0;
    private const int ReceiverCore = 1;
    private const double NanosecondsPerMicrosecond = 1000;

    private readonly Dictionary<(FeedLoad, FeedReceiver), List<IReadOnlyDictionary<string, double>>> _runs =
    [];
    private readonly List<IReadOnlyDictionary<string, double>> _controls = [];
    private readonly List<double> _late = [];
    private readonly double _seconds;

    private FeedRuns(double seconds) => _seconds = seconds;

    /// <summary>One page of results, under this name.</summary>
    public static int Run(
        string name,
        Arguments arguments,
        IReadOnlyList<FeedReceiver> candidates,
        IReadOnlyList<Measurement> others
    )
    {
        FeedRuns runs = new(arguments.Real("seconds", 3));
        int rounds = arguments.Number("rounds", 3);
        FeedLoad[] loads = [.. FeedLoad.All.Where(load => Wanted(load.Name, arguments.Text("loads", "")))];
        FeedReceiver[] receivers =
        [
            .. candidates.Where(receiver => Wanted(receiver.Name, arguments.Text("receivers", ""))),
        ];
        for (int round = 1; round <= rounds; round++)
        {
            runs.Control();
            foreach (FeedLoad load in loads)
            {
                Console.Error.WriteLine($"round {round} of {rounds}: {load.Name}");
                foreach (FeedReceiver receiver in receivers)
                {
                    runs.Measure(load, receiver);
                }
            }
        }

        string[] notes =
        [
            ChildRun.Pins
                ? $"needs two cores: sender on {SenderCore}, receiver alone on {ReceiverCore}"
                : "needs two cores, and had not got them: the figures say nothing about latency",
            $"{rounds} rounds of {runs._seconds} s, receivers in turn; medians of the rounds, max of all",
            $"lateness of paced sends, p99: {Median(runs._late) / NanosecondsPerMicrosecond:F1} us",
            "from the sender's stamp, read right before its send, to the event in its slot",
        ];
        KeptMeasurements.Write(name, arguments, notes, [.. others, .. runs.Results()]);
        return 0;
    }

    private static bool Wanted(string name, string part) => name.Contains(part, StringComparison.Ordinal);

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }

    private void Control()
    {
        using ChildRun control = ChildRun.Start(ReceiverCore, $"control --seconds {_seconds}");
        _controls.Add(control.Figures());
    }

    private void Measure(FeedLoad load, FeedReceiver receiver)
    {
        using ChildRun sender = ChildRun.Start(
            SenderCore,
            $"send --mode {load.Mode} --logs {FeedLoad.BurstLogs} --seconds {_seconds} {load.Options}"
        );
        string port = sender.ReadLine();
        int burst = load.Mode == "burst" ? FeedLoad.BurstLogs : 0;
        using ChildRun reader = ChildRun.Start(
            ReceiverCore,
            $"receive --as {receiver.Kind} --wait {receiver.Wait} --port {port} "
                + $"--mode {load.Mode} --burst {burst}"
        );
        IReadOnlyDictionary<string, double> received = reader.Figures();
        IReadOnlyDictionary<string, double> sent = sender.Figures();

        // The receiver's first frame is that of the first stamp; the head before it is not among them.
        if (received["logs"] != sent["logs"] || received["frames"] != sent["frames"] - 1)
        {
            throw new InvalidOperationException(
                $"{receiver.Name}: {sent["logs"]} logs in {sent["frames"]} frames were sent, "
                    + $"{received["logs"]} in {received["frames"]} came"
            );
        }

        if (load.Mode == "paced")
        {
            _late.Add(sent["late_p99_ns"]);
        }

        if (!_runs.TryGetValue((load, receiver), out List<IReadOnlyDictionary<string, double>>? rounds))
        {
            rounds = [];
            _runs.Add((load, receiver), rounds);
        }

        rounds.Add(received);
    }

    private IEnumerable<Measurement> Results()
    {
        foreach (((FeedLoad load, FeedReceiver receiver), var rounds) in _runs)
        {
            switch (load.Mode)
            {
                case "paced":
                    yield return Times($"{load.Name}: {receiver.Name}", "each", rounds);
                    break;
                case "burst":
                    yield return Times($"{load.Name}, each event: {receiver.Name}", "each", rounds);
                    yield return Times($"{load.Name}, last event: {receiver.Name}", "whole", rounds);
                    break;
                default:
                    yield return Rate(
                        $"{load.Name}: {receiver.Name}",
                        "frames/s",
                        rounds,
                        run => run["rate"]
                    );
                    if (receiver.StaysOnItsThread)
                    {
                        yield return Rate(
                            $"bytes allocated, reader's thread: {receiver.Name}",
                            "B/frame",
                            rounds,
                            run => run["thread_allocated"] / run["frames"]
                        );
                    }

                    yield return Rate(
                        $"bytes allocated, process: {receiver.Name}",
                        "B/frame",
                        rounds,
                        run => run["allocated"] / run["frames"]
                    );
                    break;
            }
        }

        yield return Times("control: gap between two readings of the clock", "gap", _controls);
        yield return Rate("control: gaps over 10 us", "gaps a second", _controls, run => run["long_gaps"]);
    }

    private static Measurement Times(
        string name,
        string figure,
        List<IReadOnlyDictionary<string, double>> rounds
    ) =>
        new(
            name,
            "us",
            Median(rounds.Select(run => run[figure + "_p50"])) / NanosecondsPerMicrosecond,
            Median(rounds.Select(run => run[figure + "_p99"])) / NanosecondsPerMicrosecond,
            Median(rounds.Select(run => run[figure + "_p999"])) / NanosecondsPerMicrosecond,
            rounds.Max(run => run[figure + "_max"]) / NanosecondsPerMicrosecond,
            (long)rounds.Sum(run => run[figure + "_count"])
        );

    private static Measurement Rate(
        string name,
        string unit,
        List<IReadOnlyDictionary<string, double>> rounds,
        Func<IReadOnlyDictionary<string, double>, double> figure
    )
    {
        double median = Median(rounds.Select(figure));
        return new Measurement(name, unit, median, median, median, median, rounds.Count);
    }
}
