using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace FastArb.Pipeline;

/// <summary>Linux's notation for sets of cores: <c>0-3,8,10-11</c>.</summary>
public static class CoreList
{
    // What the system's affinity calls are given; more would be a typing error.
    internal const int CoresMax = 1024;

    /// <summary>The cores that the text names, ascending; null when it is not such a list.</summary>
    public static ImmutableArray<int>? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        SortedSet<int> cores = [];
        foreach (string range in text.Trim().Split(','))
        {
            string[] ends = range.Split('-');
            if (
                ends.Length > 2
                || !TryNumber(ends[0], out int first)
                || !TryNumber(ends[^1], out int last)
                || last < first
            )
            {
                return null;
            }

            cores.UnionWith(Enumerable.Range(first, last - first + 1));
        }

        return [.. cores];
    }

    /// <summary>The same notation, of ascending numbers.</summary>
    public static string Text(IEnumerable<int> cores)
    {
        StringBuilder text = new();
        int first = 0;
        int? last = null;
        foreach (int core in cores)
        {
            if (core == last + 1)
            {
                last = core;
                continue;
            }

            AppendRange(text, first, last);
            first = core;
            last = core;
        }

        AppendRange(text, first, last);
        return text.Length == 0 ? "none" : text.ToString();
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < CoresMax;

    private static void AppendRange(StringBuilder text, int first, int? last)
    {
        if (last is int end)
        {
            string comma = text.Length == 0 ? string.Empty : ",";
            string tail = end > first ? $"-{end}" : string.Empty;
            text.Append(CultureInfo.InvariantCulture, $"{comma}{first}{tail}");
        }
    }
}
