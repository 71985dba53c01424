using System.Buffers.Binary;
using System.Numerics;
using FastArb.EvmMath;

namespace FastArb.Tests.EvmMath;

/// <summary>
/// The 256-bit patterns at which carries, limbs, signs and DEX types change, and the way to the oracle.
/// </summary>
internal static class EdgeNumbers
{
    public static readonly BigInteger TwoTo256 = BigInteger.One << 256;

    /// <summary>
    /// Patterns from 0 to 2^256 - 1, each once, ascending. As int256 the upper half is negative.
    /// </summary>
    public static readonly BigInteger[] Patterns = Build();

    public static readonly UInt256[] Words = Array.ConvertAll(Patterns, Word);

    // Through bytes, not by shifting limbs together: millions of cases go this way.
    public static BigInteger Big(UInt256 word)
    {
        Span<byte> bytes = stackalloc byte[32];
        (ulong u0, ulong u1, ulong u2, ulong u3) = word.Limbs;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, u0);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], u1);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], u2);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], u3);
        return new BigInteger(bytes, isUnsigned: true);
    }

    public static BigInteger Big(Int256 number)
    {
        BigInteger pattern = Big(number._bits);
        return pattern >> 255 == 0 ? pattern : pattern - TwoTo256;
    }

    /// <summary>The number modulo 2^256, in two's complement below zero.</summary>
    public static UInt256 Word(BigInteger number)
    {
        Span<byte> bytes = stackalloc byte[32];
        bytes.Clear();
        BigInteger pattern = number.Sign >= 0 && number < TwoTo256 ? number : Pattern(number);
        pattern.TryWriteBytes(bytes, out _, isUnsigned: true);
        return new UInt256(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..])
        );
    }

    public static Int256 Signed(BigInteger number) => new(Word(number));

    /// <summary>Any number modulo 2^256 as its pattern from 0 up.</summary>
    public static BigInteger Pattern(BigInteger number) => number & (TwoTo256 - 1);

    private static BigInteger[] Build()
    {
        var patterns = new SortedSet<BigInteger>();
        for (int k = 0; k <= 20; k++)
        {
            patterns.Add(k);
        }

        // Around every power at a border of a limb, of half a limb, of an EVM type, and of double's mantissa.
        int[] powers =
        [
            31,
            32,
            53,
            54,
            63,
            64,
            65,
            96,
            112,
            127,
            128,
            129,
            160,
            191,
            192,
            193,
            254,
            255,
            256,
        ];
        foreach (int power in powers)
        {
            for (int near = -2; near <= 2; near++)
            {
                patterns.Add(Pattern((BigInteger.One << power) + near));
            }
        }

        // Two powers of one limb make quotients and carries that run over a limb of zeros or of ones.
        patterns.Add((BigInteger.One << 128) - (BigInteger.One << 64));
        patterns.Add((BigInteger.One << 192) - (BigInteger.One << 64));
        patterns.Add((BigInteger.One << 256) - (BigInteger.One << 64));
        patterns.Add((BigInteger.One << 256) - (BigInteger.One << 128));
        patterns.Add((BigInteger.One << 255) + (BigInteger.One << 127));
        patterns.Add(new BigInteger(0xAAAAAAAAAAAAAAAA) * ((TwoTo256 - 1) / ulong.MaxValue));
        patterns.Add(new BigInteger(0x5555555555555555) * ((TwoTo256 - 1) / ulong.MaxValue));
        patterns.Add(new BigInteger(0xFFFFFFFF) * ((TwoTo256 - 1) / ulong.MaxValue));
        patterns.Add((BigInteger.One << 256) / 3 << 1);
        foreach (int digits in (int[])[6, 9, 18, 19, 27, 36, 38, 57, 76, 77])
        {
            patterns.Add(BigInteger.Pow(10, digits));
        }

        return [.. patterns];
    }
}
