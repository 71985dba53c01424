using System.Globalization;

namespace FastArb.Feeds;

/// <summary>A summary as lines for people.</summary>
internal static class FeedSummaryText
{
    public static void Write(Terminal terminal, FeedSummary summary)
    {
        TextTable table = new(string.Empty, string.Empty);
        table.Add("source", $"{summary.Source} ({summary.From})");
        table.Add("ended", summary.End);
        table.Add("inputs", Count(summary.Inputs));
        table.Add("events", $"{Count(summary.Events)} in {Seconds(summary.Seconds)}");
        table.Add("blocks", Blocks(summary));
        if (summary.KnownHead is long head && (head > summary.LastBlock || summary.HealthWords is not null))
        {
            string name = head.ToString(CultureInfo.InvariantCulture);
            table.Add(
                "known head",
                $"{name} ({Count(Math.Max(0, head - summary.LastBlock))} ahead of the last block)"
            );
        }

        table.Add("logs", Count(summary.Logs));
        table.Add("sealed", Count(summary.Seals));
        table.Add("reorgs", Reorgs(summary));
        AddIfAny(table, "timers", summary.Timers);
        AddIfAny(table, "resynchronised", summary.Resynchronisations);
        AddIfAny(table, "malformed", summary.MalformedMessages ?? 0);
        AddIfAny(table, "duplicates", summary.DuplicateLogs ?? 0);
        AddIfAny(table, "disconnected", summary.Disconnections ?? 0);
        AddIfAny(table, "reconnected", summary.Reconnections ?? 0);
        AddIfAny(table, "rate-limited", summary.RateLimited ?? 0);
        if (summary.GapsFilled is long gaps and > 0)
        {
            table.Add("gaps filled", $"{Count(gaps)} ({Count(summary.BlocksFilled ?? 0)} blocks)");
        }

        AddIfAny(table, "heads skipped", summary.HeadsSkipped ?? 0);
        AddIfAny(table, "contradictions", summary.Contradictions ?? 0);
        if (summary.HealthChanges > 0)
        {
            string health = summary.Health.ToString().ToLowerInvariant();
            table.Add("health", $"{health} at the end, {Count(summary.HealthChanges)} changes");
        }

        if (summary.EventsCompared is long equal)
        {
            table.Add("as recorded", $"{Count(equal)} events");
        }

        AddIfAny(table, "beyond the input", summary.EventsBeyondInput ?? 0);
        table.Add("events hash", Hash(terminal, summary));
        table.Write(terminal.Output);
    }

    private static string Blocks(FeedSummary summary) =>
        summary.Blocks == 0
            ? "0"
            : $"{Count(summary.Blocks)} ({summary.FirstBlock.ToString(CultureInfo.InvariantCulture)} to "
                + $"{summary.LastBlock.ToString(CultureInfo.InvariantCulture)})";

    private static string Reorgs(FeedSummary summary) =>
        summary.Reorgs == 0
            ? "0"
            : $"{Count(summary.Reorgs)} (deepest {Count(summary.ReorgDepthMax)} blocks)";

    private static string Hash(Terminal terminal, FeedSummary summary) =>
        summary.RecordedHash switch
        {
            null => summary.EventsHash,
            string same when same == summary.EventsHash =>
                $"{summary.EventsHash} {terminal.Good("as recorded")}",
            string other => $"{summary.EventsHash} {terminal.Bad($"recorded: {other}")}",
        };

    private static void AddIfAny(TextTable table, string name, long count)
    {
        if (count > 0)
        {
            table.Add(name, Count(count));
        }
    }

    private static string Seconds(double seconds) =>
        seconds.ToString("#,0.0", CultureInfo.InvariantCulture) + " s";

    private static string Count(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
