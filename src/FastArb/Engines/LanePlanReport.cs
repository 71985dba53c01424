using System.Collections.Immutable;
using System.Globalization;
using FastArb.Pipeline;
using FastArb.Ring;

namespace FastArb.Engines;

/// <summary>A plan of lanes in words: for <c>doctor</c> and <c>--explain-lanes</c>.</summary>
/// <param name="ReaderCore">Null: the reader is not pinned.</param>
/// <param name="ReaderSpins">Whether it asks the socket over and over.</param>
/// <param name="IsFused">Whether it runs the lane itself.</param>
/// <param name="Lanes">Each with its core, where it is pinned, and its handlers.</param>
/// <param name="WaitStyle">How lanes wait.</param>
/// <param name="SystemCores">For other threads, in Linux's notation; null: where there is room.</param>
/// <param name="Reasons">Why it is so.</param>
internal sealed record LanePlanReport(
    int? ReaderCore,
    bool ReaderSpins,
    bool IsFused,
    IReadOnlyList<LanePlanReport.Seat> Lanes,
    WaitStyle WaitStyle,
    string? SystemCores,
    ImmutableArray<string> Reasons
)
{
    public const string Schema = "fastarb.lanes/1";

    public static LanePlanReport Of(LanePlan plan, IReadOnlyList<string> handlers) =>
        new(
            plan.ReaderCore,
            plan.ReaderSpins,
            plan.IsFused,
            [
                .. plan.Lanes.Select(seat => new Seat(
                    seat.Core,
                    [.. seat.Handlers.Select(at => handlers[at])]
                )),
            ],
            plan.WaitStyle,
            plan.SystemCores.IsEmpty ? null : CoreList.Text(plan.SystemCores),
            plan.Reasons
        );

    public void Write(Terminal terminal, bool json)
    {
        if (json)
        {
            JsonOutput.Write(terminal, Schema, this);
            return;
        }

        TextTable facts = new(string.Empty, string.Empty);
        AddTo(facts);
        facts.Write(terminal.Output);
    }

    public void AddTo(TextTable facts)
    {
        facts.Add(
            "reader",
            Place(ReaderCore) + (ReaderSpins ? ", never sleeps" : ", sleeps between messages")
        );
        for (int lane = 0; lane < Lanes.Count; lane++)
        {
            string place = IsFused ? "on the reader's thread" : Place(Lanes[lane].Core);
            facts.Add($"  lane-{lane + 1}", $"{place}, runs {string.Join(", ", Lanes[lane].Handlers)}");
        }

        facts.Add("  other threads", SystemCores is null ? "where there is room" : $"cores {SystemCores}");
        for (int reason = 0; reason < Reasons.Length; reason++)
        {
            facts.Add(reason == 0 ? "  why" : string.Empty, Reasons[reason]);
        }
    }

    private static string Place(int? core) =>
        core is int number ? string.Create(CultureInfo.InvariantCulture, $"core {number}") : "not pinned";

    /// <summary>A lane.</summary>
    internal sealed record Seat(int? Core, ImmutableArray<string> Handlers);
}
