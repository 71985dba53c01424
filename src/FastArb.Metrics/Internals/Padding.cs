namespace FastArb.Metrics.Internals;

internal static class Padding
{
    /// <summary>
    /// Objects are aligned to 8 bytes only, and processors fetch cache lines in pairs of 128 bytes: with 120
    /// on each side, the pair that holds the value holds nothing else, wherever the object lies.
    /// </summary>
    public const int ByteCount = 120;
}
