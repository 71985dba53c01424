using System.Numerics;
using System.Runtime.InteropServices;
using FastArb.EvmMath;

namespace FastArb.Tests.EvmMath;

/// <summary>
/// Between words and the oracle, straight from memory, so that no conversion under test takes part.
/// </summary>
internal static class OracleNumbers
{
    public static BigInteger Of(UInt256 word) =>
        new(MemoryMarshal.AsBytes(new ReadOnlySpan<UInt256>(in word)), isUnsigned: true);

    public static BigInteger Of(Int256 number) =>
        new(MemoryMarshal.AsBytes(new ReadOnlySpan<Int256>(in number)));

    public static UInt256 Word(BigInteger number)
    {
        ulong Limb(int index) => (ulong)((number >> (64 * index)) & ulong.MaxValue);
        return new UInt256(Limb(0), Limb(1), Limb(2), Limb(3));
    }

    /// <summary>Numbers where carries, digits, chunks and signs change.</summary>
    public static IEnumerable<BigInteger> Edges()
    {
        HashSet<BigInteger> edges = [];
        for (int bit = 0; bit <= 256; bit++)
        {
            edges.UnionWith(Around(BigInteger.One << bit));
        }

        for (int digit = 0; digit < 78; digit++)
        {
            edges.UnionWith(Around(BigInteger.Pow(10, digit)));
        }

        return edges.Where(static edge => edge >= 0 && edge < BigInteger.One << 256).Order();
    }

    private static IEnumerable<BigInteger> Around(BigInteger number) => [number - 1, number, number + 1];
}
