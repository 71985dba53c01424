using System.Globalization;
using System.Text;

namespace FastArb.Pipeline;

/// <summary>
/// Names of what an engine's snapshot holds beside metrics: writer and reader have them from here.
/// </summary>
internal static class SnapshotWords
{
    public const string FeedHealth = "feed_health";
    public const string AnnouncedBlock = "announced_block";
    public const string LaneNext = "lane_next";
    public const string LaneSeals = "lane_seals";
    public const string LaneBlock = "lane_block";
    public const string HandlerOutFrom = "handler_out_from";
    public const string HandlerPaused = "handler_paused";

    public const string Lane = "lane";
    public const string Strategy = "strategy";
    public const string Stage = "stage";
    public const string Reason = "reason";
    public const string Quantile = "quantile";
    public const string Chain = "chain";
    public const string Version = "version";

    private static readonly double[] s_quantiles = [0.5, 0.99, 0.999, 1];

    public static ReadOnlySpan<double> Quantiles => s_quantiles;

    /// <summary>A number of 64 bits is a word; of more, several, the least significant first.</summary>
    public static string LaneHash(int limb) => Invariant($"lane_hash_{limb}");

    public static string LaneRoot(int limb) => Invariant($"lane_root_{limb}");

    public static string LaneChain(int limb) => Invariant($"lane_chain_{limb}");

    public static string Text(double quantile) => quantile.ToString(CultureInfo.InvariantCulture);

    /// <summary>As labels are written: EndToEnd is end_to_end.</summary>
    public static string Text(Enum value)
    {
        StringBuilder text = new();
        foreach (char letter in value.ToString())
        {
            if (char.IsUpper(letter) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
