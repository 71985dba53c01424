using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastArb.EvmMath.Internals;

/// <summary>Hexadecimal digits to bytes, a whole word's text in one register (AVX-512 with VBMI).</summary>
internal static class HexVbmi
{
    private const byte NoDigit = 0x80;

    // The nibble of each code from '0' on, NoDigit for what is none: 64 codes hold all digits of both cases.
    private static readonly Vector512<byte> s_nibbles = Indices(Nibble);

    // Where the bytes lie after pairing: the low half of each 16-bit lane. Word: last byte first.
    private static readonly Vector512<byte> s_wordBytes = Indices(static i => 62 - (2 * i));

    // Address: 32 digits from its start in the lower half, 32 up to its end in the upper, which overlap by
    // 24.
    private static readonly Vector512<byte> s_addressBytes = Indices(static i =>
        i < 16 ? 2 * i : (2 * i) + 24
    );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryDecodeWord(ref byte digits, out UInt256 word)
    {
        if (!TryPair(Vector512.LoadUnsafe(ref digits), out Vector512<byte> pairs))
        {
            word = default;
            return false;
        }

        Unsafe.SkipInit(out word);
        Vector512<byte> bytes = Avx512Vbmi.PermuteVar64x8(pairs, s_wordBytes);
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
        Vector512<byte> bytes = Avx512Vbmi.PermuteVar64x8(pairs, s_addressBytes);
        bytes.GetLower().GetLower().StoreUnsafe(ref to);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, 16), bytes.AsUInt32().GetElement(4));
        return true;
    }

    /// <summary>Two digits to a byte in each 16-bit lane; false where one is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryPair(Vector512<byte> text, out Vector512<byte> pairs)
    {
        Vector512<byte> codes = text - Vector512.Create((byte)'0');
        Vector512<byte> nibbles = Avx512Vbmi.PermuteVar64x8(s_nibbles, codes);
        Vector512<sbyte> weights = Vector512.Create((short)0x0110).AsSByte();
        pairs = Avx512BW.MultiplyAddAdjacent(nibbles, weights).AsByte();
        // The look-up takes the low six bits: a code of 64 or more is refused by its own two upper bits.
        return ((nibbles | codes) & Vector512.Create((byte)0xC0)) == Vector512<byte>.Zero;
    }

    private static int Nibble(int code) =>
        (char)(code + '0') switch
        {
            >= '0' and <= '9' and char c => c - '0',
            >= 'A' and <= 'F' and char c => c - 'A' + 10,
            >= 'a' and <= 'f' and char c => c - 'a' + 10,
            _ => NoDigit,
        };

    private static Vector512<byte> Indices(Func<int, int> at)
    {
        Span<byte> bytes = stackalloc byte[Vector512<byte>.Count];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)at(i);
        }

        return Vector512.Create<byte>(bytes);
    }
}
