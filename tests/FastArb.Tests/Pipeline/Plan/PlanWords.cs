using FastArb.Pipeline;
using FastArb.Ring;

namespace FastArb.Tests.Pipeline.Plan;

/// <summary>A plan in one line, so that tests can be read.</summary>
internal static class PlanWords
{
    public static string Words(this LanePlan plan)
    {
        string lanes =
            plan.IsFused ? "fused"
            : plan.Lanes.IsEmpty ? "no lanes"
            : plan.ReaderCore is null ? $"{plan.Lanes.Length} lanes anywhere"
            : $"lanes {string.Join(' ', plan.Lanes.Select(lane => lane.Core))}";
        string reader = plan.ReaderCore is int core ? $"reader {core}" : "reader anywhere";
        string rest = plan.SystemCores.IsEmpty ? "" : $", rest {CoreList.Text(plan.SystemCores)}";
        string waits =
            plan.IsFused || plan.Lanes.IsEmpty ? (plan.ReaderSpins ? "busy" : "sleeping")
            : plan.WaitStyle == WaitStyle.BusySpin ? (plan.ReaderSpins ? "busy" : "busy lane")
            : $"{plan.WaitStyle}".ToLowerInvariant();
        return $"{reader}, {lanes}{rest}, {waits}";
    }

    public static int SpinningThreads(this LanePlan plan) =>
        (plan.ReaderSpins ? 1 : 0)
        + (plan.WaitStyle is WaitStyle.BusySpin or WaitStyle.Yielding ? plan.Lanes.Length : 0);
}
