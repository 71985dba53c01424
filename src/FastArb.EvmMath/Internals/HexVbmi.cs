using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastArb.EvmMath.Internals;

/// <summary>Hexadecimal digits to bytes, a whole word's text in one register (AVX-512 with VBMI).</summary>
internal static class HexVbmi
{
    private const ulong NoDigits = 0x8080808080808080;
    private const ulong UpTo7 = 0x0706050403020100;
    private const ulong And8And9 = 0x8080808080800908;
    private const ulong Letters = 0x800F0E0D0C0B0A80;

    // Constants in the code rather than static fields: a method that is compiled before the fields are set
    // would check and load them on every call for ever.

    /// <summary>
    /// The nibble of each code from '0' on, 0x80 for what is no digit: 64 codes hold both cases.
    /// </summary>
    private static Vector512<byte> NibbleOfCode
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get =>
            Vector512
                .Create(UpTo7, And8And9, Letters, NoDigits, NoDigits, NoDigits, Letters, NoDigits)
                .AsByte();
    }

    /// <summary>
    /// Where a word's bytes lie after pairing, the last byte first: in the low half of each 16-bit lane.
    /// </summary>
    private static Vector512<byte> WordBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get =>
            Vector512
                .Create(
                    0x30323436383A3C3E,
                    0x20222426282A2C2E,
                    0x10121416181A1C1E,
                    0x00020406080A0C0E,
                    0,
                    0,
                    0,
                    0UL
                )
                .AsByte();
    }

    /// <summary>
    /// Where an address's bytes lie: 32 digits from its start in the lower half, 32 up to its end in the
    /// upper, which overlap by 24.
    /// </summary>
    private static Vector512<byte> AddressBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get =>
            Vector512
                .Create(0x0E0C0A0806040200, 0x1E1C1A1816141210, 0x000000003E3C3A38, 0, 0, 0, 0, 0UL)
                .AsByte();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryDecodeWord(ref byte digits, out UInt256 word)
    {
        if (!TryPair(Vector512.LoadUnsafe(ref digits), out Vector512<byte> pairs))
        {
            word = default;
            return false;
        }

        Unsafe.SkipInit(out word);
        Vector512<byte> bytes = Avx512Vbmi.PermuteVar64x8(pairs, WordBytes);
        bytes.GetLower().StoreUnsafe(ref Unsafe.As<UInt256, byte>(ref word));
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryDecodeAddress(ref byte digits, out Address address)
    {
        Vector256<byte> start = Vector256.LoadUnsafe(ref digits);
        Vector256<byte> end = Vector256.LoadUnsafe(ref digits, Hex.AddressDigits - 32);
        if (!TryPair(Vector512.Create(start, end), out Vector512<byte> pairs))
        {
            address = default;
            return false;
        }

        Unsafe.SkipInit(out address);
        ref byte to = ref Unsafe.As<Address, byte>(ref address);
        Vector512<byte> bytes = Avx512Vbmi.PermuteVar64x8(pairs, AddressBytes);
        bytes.GetLower().GetLower().StoreUnsafe(ref to);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, 16), bytes.AsUInt32().GetElement(4));
        return true;
    }

    /// <summary>Two digits to a byte in each 16-bit lane; false where one is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryPair(Vector512<byte> text, out Vector512<byte> pairs)
    {
        Vector512<byte> codes = text - Vector512.Create((byte)'0');
        Vector512<byte> nibbles = Avx512Vbmi.PermuteVar64x8(NibbleOfCode, codes);
        Vector512<sbyte> weights = Vector512.Create((short)0x0110).AsSByte();
        pairs = Avx512BW.MultiplyAddAdjacent(nibbles, weights).AsByte();
        // The look-up takes the low six bits: a code of 64 or more is refused by its own two upper bits.
        return ((nibbles | codes) & Vector512.Create((byte)0xC0)) == Vector512<byte>.Zero;
    }
}
