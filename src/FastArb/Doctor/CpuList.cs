using System.Globalization;

namespace FastArb.Doctor;

/// <summary>Linux's notation for sets of CPUs: <c>0-3,8,10-11</c>.</summary>
internal static class CpuList
{
    /// <summary>How many CPUs the text names; null when it is not such a list.</summary>
    public static int? Count(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        int count = 0;
        foreach (string range in text.Trim().Split(','))
        {
            string[] ends = range.Split('-');
            if (
                ends.Length > 2
                || !int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first)
                || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int last)
                || last < first
            )
            {
                return null;
            }

            count += last - first + 1;
        }

        return count;
    }
}
