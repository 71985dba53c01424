using FastArb.Simulation;
using FastArb.Tests;
using Xunit;

namespace FastArb.Scenarios.Simulated;

/// <summary>Many runs, and what they came to together.</summary>
internal sealed class SimulatedRuns
{
    private readonly long[] _faults = new long[Enum.GetValues<FaultKind>().Length];

    public long Runs { get; private set; }

    public long Blocks { get; private set; }

    public long Reorgs { get; private set; }

    public long Outages { get; private set; }

    public long Sleeps { get; private set; }

    public long Halts { get; private set; }

    public long Questions { get; private set; }

    public TimeSpan LagMax { get; private set; }

    public long this[FaultKind kind] => _faults[(int)kind];

    /// <summary>Seeds of a test, so many times as the long form asks for.</summary>
    public static IEnumerable<ulong> Seeds(ulong seed, int runs) =>
        Enumerable.Range(0, TestRounds.Of(runs)).Select(i => (seed * 1_000_003) + (ulong)i);

    /// <summary>Runs it to its end, where everything must be as the chain is.</summary>
    public void Run(SimulatedPlan plan, Action<SimulatedRun>? look = null)
    {
        using SimulatedRun run = new(plan);
        run.Run();
        Runs++;
        Blocks += plan.SafetyBlocks + plan.LivenessBlocks;
        Reorgs += run.Reorgs;
        Outages += run.Outages;
        Sleeps += run.Sleeps;
        Halts += run.Halts;
        Questions += run.Order.CallsAsked;
        LagMax = run.LagMax > LagMax ? run.LagMax : LagMax;
        foreach (FaultTally tally in (FaultTally[])[run.Tally, .. run.AnswererTallies])
        {
            foreach (FaultKind kind in Enum.GetValues<FaultKind>())
            {
                _faults[(int)kind] += tally[kind];
            }
        }

        look?.Invoke(run);
    }

    /// <summary>A fault that never happened was never survived.</summary>
    public void MustHaveHappened(params FaultKind[] kinds)
    {
        foreach (FaultKind kind in kinds)
        {
            Assert.True(this[kind] > 0, $"{kind} never happened in {Runs} runs");
        }
    }

    /// <summary>For the long form, whose figures are kept.</summary>
    public void Say(string row)
    {
        string faults = string.Join(
            ", ",
            Enum.GetValues<FaultKind>().Where(kind => this[kind] > 0).Select(kind => $"{kind} {this[kind]}")
        );
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"row {row}: {Runs} runs, {Blocks} blocks, {Reorgs} reorgs, {Outages} outages, {Sleeps} sleeps, "
                + $"{Halts} halts, {Questions} questions, longest lag {LagMax.TotalSeconds:0.00} s; {faults}"
        );
    }
}
