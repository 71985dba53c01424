using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastArb.EvmMath.Internals;

/// <summary>Hexadecimal digits to bytes, 32 digits in a register.</summary>
internal static class HexAvx2
{
    public const int BlockDigits = 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryDecodeWord(ref byte digits, out UInt256 word)
    {
        Vector256<byte> high = Nibbles(Vector256.LoadUnsafe(ref digits));
        Vector256<byte> low = Nibbles(Vector256.LoadUnsafe(ref digits, BlockDigits));
        if (!AreNibbles(high | low))
        {
            word = default;
            return false;
        }

        Vector256<long> packed = Avx2.PackUnsignedSaturate(Pairs(high), Pairs(low)).AsInt64();
        // Packing works within 128-bit lanes: octets 0, 2, 1, 3 of the text. The word wants 3, 2, 1, 0, each
        // reversed.
        Vector256<byte> octets = Avx2.Permute4x64(packed, 0b00_10_01_11).AsByte();
        Unsafe.SkipInit(out word);
        Avx2.Shuffle(octets, ReversedOctets).StoreUnsafe(ref Unsafe.As<UInt256, byte>(ref word));
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryDecodeAddress(ref byte digits, out Address address)
    {
        Unsafe.SkipInit(out address);
        if (!TryDecodeBlocks(ref digits, Hex.AddressDigits, ref Unsafe.As<Address, byte>(ref address)))
        {
            address = default;
            return false;
        }

        return true;
    }

    /// <summary>
    /// At least 32 digits; the last block overlaps the one before where their number asks for it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryDecodeBlocks(ref byte digits, int count, ref byte destination)
    {
        Vector256<byte> nibbles = Vector256<byte>.Zero;
        int last = count - BlockDigits;
        for (int at = 0; at < last; at += BlockDigits)
        {
            nibbles |= DecodeBlock(ref digits, at, ref destination);
        }

        return AreNibbles(nibbles | DecodeBlock(ref digits, last, ref destination));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> DecodeBlock(ref byte digits, int at, ref byte destination)
    {
        Vector256<byte> nibbles = Nibbles(Vector256.LoadUnsafe(ref digits, (nuint)at));
        Vector256<short> pairs = Pairs(nibbles);
        Vector256<long> packed = Avx2.PackUnsignedSaturate(pairs, pairs).AsInt64();
        Avx2.Permute4x64(packed, 0b10_00).AsByte().GetLower().StoreUnsafe(ref destination, (nuint)at / 2);
        return nibbles;
    }

    /// <summary>0 to 15 for each digit; 16 or more for every other byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Nibbles(Vector256<byte> text)
    {
        // '0'..'9' go to F6..FF, then, all else saturating below F0, to F0..F9, then to 0..9.
        Vector256<byte> top = text + Vector256.Create((byte)(0xFF - '9'));
        Vector256<byte> decimals =
            Avx2.SubtractSaturate(top, Vector256.Create((byte)6)) - Vector256.Create((byte)0xF0);
        // 'A'..'F' and 'a'..'f' go to 0..5, then, all else saturating above 15, to 10..15.
        Vector256<byte> upper = (text & Vector256.Create((byte)0xDF)) - Vector256.Create((byte)'A');
        return Vector256.Min(decimals, Avx2.AddSaturate(upper, Vector256.Create((byte)10)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreNibbles(Vector256<byte> nibbles) =>
        (nibbles & Vector256.Create((byte)0xF0)) == Vector256<byte>.Zero;

    /// <summary>Two nibbles to a byte in each 16-bit lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Pairs(Vector256<byte> nibbles) =>
        Avx2.MultiplyAddAdjacent(nibbles, Vector256.Create((short)0x0110).AsSByte());

    private static Vector256<byte> ReversedOctets
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get =>
            Vector256
                .Create(
                    0x0001020304050607UL,
                    0x08090A0B0C0D0E0FUL,
                    0x0001020304050607UL,
                    0x08090A0B0C0D0E0FUL
                )
                .AsByte();
    }
}
