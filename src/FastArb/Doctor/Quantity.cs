using System.Globalization;

namespace FastArb.Doctor;

/// <summary>Numbers with units, for people.</summary>
internal static class Quantity
{
    public static string Number(double value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);

    public static string Bytes(long count)
    {
        ReadOnlySpan<string> units = ["B", "KiB", "MiB", "GiB", "TiB"];
        double value = count;
        int unit = 0;
        while (value >= 1024 && unit < units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return $"{Number(value)} {units[unit]}";
    }
}
