using System.Globalization;
using FastArb.Pipeline;

namespace FastArb.Engines;

/// <summary>A summary, as lines for people or as a document.</summary>
internal static class EngineSummaryText
{
    public static void Write(Terminal terminal, EngineSummary summary, bool json)
    {
        if (json)
        {
            JsonOutput.Write(terminal, EngineSummary.Schema, summary);
            return;
        }

        TextTable table = new(string.Empty, string.Empty);
        table.Add("run", summary.Run);
        table.Add("ended", summary.End);
        table.Add("events", $"{Count(summary.Events)} of {Count(summary.Inputs)} inputs");
        table.Add("blocks", $"{Count(summary.Seals)} sealed, the last is {Number(summary.LastBlock)}");
        table.Add("pools", $"{Count(summary.PoolsLive)} of {Count(summary.Pools)} live");
        table.Add("routes", Count(summary.Routes));
        foreach (LaneStatus lane in summary.Lanes)
        {
            int lost = lane.Handlers.Count(handler => handler.OutFrom is not null);
            string handlers = $"{Count(lane.Handlers.Length)} handlers";
            table.Add(lane.Name, lost == 0 ? handlers : $"{handlers}, {Count(lost)} of them out");
        }

        table.Add("root", summary.Root);
        table.Add("events hash", summary.EventsHash);
        table.Write(terminal.Output);
    }

    private static string Count(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
