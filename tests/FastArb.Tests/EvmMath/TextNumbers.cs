using System.Numerics;

namespace FastArb.Tests.EvmMath;

/// <summary>
/// Numbers from 0 to 2^256 - 1 on which text trips: where the digits' or the bits' number changes.
/// </summary>
internal static class TextNumbers
{
    public static IEnumerable<BigInteger> Edges()
    {
        SortedSet<BigInteger> edges = [.. EdgeNumbers.Patterns];
        for (int near = -1; near <= 1; near++)
        {
            edges.UnionWith(Enumerable.Range(0, 256).Select(bit => (BigInteger.One << bit) + near));
            edges.UnionWith(Enumerable.Range(0, 78).Select(digit => BigInteger.Pow(10, digit) + near));
        }

        return edges.Where(static edge => edge >= 0);
    }

    public static IEnumerable<BigInteger> Random(SeededBits bits, int count) =>
        Enumerable.Range(0, count).Select(_ => bits.NextBits(256));
}
