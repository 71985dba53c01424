using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using FastArb.EvmMath;

namespace FastArb.Feed.Internals;

// Runs on the reader's thread; allocates nothing, does not throw; each piece costs a nanosecond or two.
/// <summary>
/// The pieces of compact JSON as nodes write it. Each takes its bytes off the front, or says no.
/// </summary>
internal static class ScanText
{
    /// <summary>Exactly these bytes; a constant, so that it becomes a few vector comparisons.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TrySkip(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> literal)
    {
        if (!rest.StartsWith(literal))
        {
            return false;
        }

        rest = rest[literal.Length..];
        return true;
    }

    /// <summary>
    /// 64 bytes of a string that nobody reads; no quote, escape or control character among them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TrySkipHash(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < Hex.WordDigits)
        {
            return false;
        }

        Vector512<byte> text = Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(rest));
        rest = rest[Hex.WordDigits..];
        return !IsSpecial(text);
    }

    /// <summary>A string that nobody reads, of up to 63 bytes, to its closing quote, which stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TrySkipName(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < Vector512<byte>.Count)
        {
            return false;
        }

        Vector512<byte> text = Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(rest));
        ulong special = Special(text).ExtractMostSignificantBits();
        int length = BitOperations.TrailingZeroCount(special);
        if (special == 0 || rest[length] != (byte)'"')
        {
            return false;
        }

        rest = rest[length..];
        return true;
    }

    /// <summary>One to sixteen digits, as far as there are any.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadQuantity(ref ReadOnlySpan<byte> rest, out ulong value)
    {
        if (!Ssse3.IsSupported || rest.Length < Vector128<byte>.Count)
        {
            return TryReadQuantityPlainly(ref rest, out value);
        }

        Vector128<byte> text = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(rest));
        Vector128<byte> digits = text - Vector128.Create((byte)'0');
        Vector128<byte> letters = (text | Vector128.Create((byte)0x20)) - Vector128.Create((byte)'a');
        Vector128<byte> isDigit = Vector128.LessThan(digits, Vector128.Create((byte)10));
        Vector128<byte> isLetter = Vector128.LessThan(letters, Vector128.Create((byte)6));
        int count = BitOperations.TrailingZeroCount(~(isDigit | isLetter).ExtractMostSignificantBits());
        letters += Vector128.Create((byte)10);
        Vector128<byte> nibbles = Vector128.ConditionalSelect(isDigit, digits, letters);
        // To the right end; what is shifted in from the left is zero, as the index there is negative.
        Vector128<byte> indices = Vector128<byte>.Indices + Vector128.Create((byte)(count - 16));
        nibbles = Ssse3.Shuffle(nibbles, indices);
        Vector128<short> pairs = Ssse3.MultiplyAddAdjacent(
            nibbles,
            Vector128.Create((short)0x0110).AsSByte()
        );
        Vector128<byte> bytes = Sse2.PackUnsignedSaturate(pairs, pairs);
        value = BinaryPrimitives.ReverseEndianness(bytes.AsUInt64().ToScalar());
        rest = rest[count..];
        return count != 0;
    }

    private static bool TryReadQuantityPlainly(ref ReadOnlySpan<byte> rest, out ulong value)
    {
        int count = rest.IndexOf((byte)'"');
        if (count is < 1 or > 16)
        {
            value = 0;
            return false;
        }

        bool isNumber = HexText.TryReadQuantity(rest[..count], out value);
        rest = rest[count..];
        return isNumber;
    }

    private static bool IsSpecial(Vector512<byte> text) => Special(text) != Vector512<byte>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Special(Vector512<byte> text) =>
        Vector512.Equals(text, Vector512.Create((byte)'"'))
        | Vector512.Equals(text, Vector512.Create((byte)'\\'))
        | Vector512.LessThan(text, Vector512.Create((byte)' '));
}
