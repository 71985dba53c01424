using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastArb.EvmMath;

namespace FastArb.Feed;

/// <summary>
/// A head's 2,048-bit Bloom filter over the addresses and topics of its block's logs: what it does not hold
/// is not in the block. Bytes in the chain's order.
/// </summary>
[InlineArray(WordCount)]
public struct LogsBloom
{
    public const int ByteCount = 256;

    private const int WordCount = ByteCount / sizeof(ulong);

    private ulong _word;

    /// <summary>The bits of an address or a topic, which its Keccak-256 hash picks.</summary>
    public static BloomBits BitsOf(ReadOnlySpan<byte> value)
    {
        UInt256 hash = Keccak256.Hash(value);
        (_, _, _, ulong top) = hash.Limbs;
        return new BloomBits(
            (ushort)((top >> 48) & 2047),
            (ushort)((top >> 32) & 2047),
            (ushort)((top >> 16) & 2047)
        );
    }

    public readonly bool Holds(BloomBits bits) => Has(bits.First) && Has(bits.Second) && Has(bits.Third);

    /// <summary>Whether all bits of the other one are set here too.</summary>
    public readonly bool HoldsAll(ref readonly LogsBloom other)
    {
        for (int i = 0; i < WordCount; i++)
        {
            if ((other[i] & ~this[i]) != 0)
            {
                return false;
            }
        }

        return true;
    }

    public void Add(BloomBits bits)
    {
        Span<byte> bytes = Bytes;
        Set(bytes, bits.First);
        Set(bytes, bits.Second);
        Set(bytes, bits.Third);
    }

    /// <summary>Sets all bits of the other one here too.</summary>
    public void AddAll(ref readonly LogsBloom other)
    {
        for (int i = 0; i < WordCount; i++)
        {
            this[i] |= other[i];
        }
    }

    /// <summary>How many of the 2,048 bits are set: the fuller, the less it says.</summary>
    public readonly int PopulationCount()
    {
        int count = 0;
        foreach (ulong word in this)
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }

    [UnscopedRef]
    public Span<byte> Bytes => MemoryMarshal.AsBytes((Span<ulong>)this);

    // Bit 0 is the lowest bit of the last byte.
    private readonly bool Has(int bit)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes((ReadOnlySpan<ulong>)this);
        return (bytes[ByteCount - 1 - (bit >> 3)] >> (bit & 7) & 1) != 0;
    }

    private static void Set(Span<byte> bytes, int bit) =>
        bytes[ByteCount - 1 - (bit >> 3)] |= (byte)(1 << (bit & 7));
}
