using FastArb.Tests;

namespace FastArb.Scenarios.Scripted;

/// <summary>Ways to cut a stream of bytes into sends.</summary>
internal static class Cuts
{
    public static IEnumerable<ReadOnlyMemory<byte>> Single(byte[] bytes) =>
        Enumerable.Range(0, bytes.Length).Select(at => new ReadOnlyMemory<byte>(bytes, at, 1));

    /// <summary>Pieces of 1 to 5,000 bytes, half of them short enough to cut a frame's header.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Of(byte[] bytes, ulong seed)
    {
        SeededBits bits = new(seed);
        for (int at = 0; at < bytes.Length; )
        {
            int most = bits.NextUInt64() % 2 == 0 ? 20 : 5_000;
            int length = Math.Min(bytes.Length - at, 1 + (int)(bits.NextUInt64() % (ulong)most));
            yield return bytes.AsMemory(at, length);
            at += length;
        }
    }
}
