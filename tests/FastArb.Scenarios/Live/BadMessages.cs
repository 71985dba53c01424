using FastArb.Tests;

namespace FastArb.Scenarios.Live;

/// <summary>Messages that a reader must refuse one by one, made from good ones.</summary>
internal static class BadMessages
{
    public static string From(string good, SeededBits bits)
    {
        ulong draw = bits.NextUInt64();
        int cut = 1 + (int)(draw / 16 % (ulong)(good.Length - 1));
        return (draw % 8) switch
        {
            0 => good[..cut],
            // As a list it would be several messages.
            1 => good[cut..].TrimStart('['),
            2 => string.Empty,
            3 => $"{{{good}}}",
            4 => new string('[', 200),
            5 => Replaced(good, "ash\":\"0x", "ash\":\"0y"),
            6 => Replaced(good, "umber\":\"0x", "umber\":\"0xx"),
            _ => Replaced(good, "umber\":\"", "umbel\":\""),
        };
    }

    private static string Replaced(string good, string from, string to) =>
        good.Replace(from, to, StringComparison.Ordinal);
}
