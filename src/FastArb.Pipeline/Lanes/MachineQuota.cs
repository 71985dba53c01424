using System.Globalization;

namespace FastArb.Pipeline;

/// <summary>
/// CPU limits of control groups, versions 1 and 2. A limit of any ancestor holds for the process.
/// </summary>
internal static class MachineQuota
{
    /// <summary>The smallest quota, in cores, on the way up from this process's group; null: none.</summary>
    /// <param name="membership">The file that lists the groups of this process.</param>
    /// <param name="mount">Where the control groups are mounted.</param>
    public static double? Tightest(string membership, string mount)
    {
        double? tightest = null;
        foreach (string line in (MachineText.Read(membership) ?? string.Empty).Split('\n'))
        {
            // hierarchy:controllers:path; version 2 is hierarchy 0 and names no controllers.
            string[] parts = line.Split(':', 3);
            if (parts.Length != 3)
            {
                continue;
            }

            bool version2 = parts[1].Length == 0;
            if (!version2 && !parts[1].Split(',').Contains("cpu", StringComparer.Ordinal))
            {
                continue;
            }

            string root = version2 ? mount : Path.Combine(mount, "cpu");
            foreach (string folder in FromLeafToRoot(root, parts[2]))
            {
                double? quota = version2 ? Version2(folder) : Version1(folder);
                tightest = Smaller(tightest, quota);
            }
        }

        return tightest;
    }

    private static IEnumerable<string> FromLeafToRoot(string root, string path)
    {
        string[] names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int depth = names.Length; depth >= 0; depth--)
        {
            yield return Path.Combine([root, .. names[..depth]]);
        }
    }

    private static double? Version2(string folder)
    {
        string[]? words = MachineText.Read(Path.Combine(folder, "cpu.max"))?.Split(' ');
        return words is { Length: 2 } ? Ratio(words[0], words[1]) : null;
    }

    private static double? Version1(string folder) =>
        Ratio(
            MachineText.Read(Path.Combine(folder, "cpu.cfs_quota_us")),
            MachineText.Read(Path.Combine(folder, "cpu.cfs_period_us"))
        );

    /// <summary>"max" and -1 mean no limit: neither is a positive number.</summary>
    private static double? Ratio(string? quota, string? period) =>
        long.TryParse(quota, NumberStyles.None, CultureInfo.InvariantCulture, out long granted)
        && long.TryParse(period, NumberStyles.None, CultureInfo.InvariantCulture, out long per)
        && per > 0
            ? (double)granted / per
            : null;

    private static double? Smaller(double? a, double? b) => a is null || b < a ? b ?? a : a;
}
