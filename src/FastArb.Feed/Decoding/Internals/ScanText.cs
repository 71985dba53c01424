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
/// The pieces of compact JSON as nodes write it. None looks where the text ends: the caller has made sure of
/// the bytes that each says it reads.
/// </summary>
internal static class ScanText
{
    /// <summary>What a quantity's digits are read from, however few there are.</summary>
    public const int QuantityReach = 16;

    /// <summary>What a string's end is looked for in.</summary>
    public const int NameReach = 64;

    /// <summary>Exactly these bytes; a constant, so that it becomes a few vector comparisons.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Is(ref byte at, ReadOnlySpan<byte> literal) =>
        MemoryMarshal.CreateReadOnlySpan(ref at, literal.Length).SequenceEqual(literal);

    /// <summary>A word's 64 digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadWord(ref byte at, out UInt256 word) =>
        Hex.TryDecodeWord(MemoryMarshal.CreateReadOnlySpan(ref at, Hex.WordDigits), out word);

    /// <summary>64 bytes of a string that nobody reads: no quote, escape or control character.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsPlain(ref byte at) => Special(ref at) == Vector512<byte>.Zero;

    /// <summary>
    /// A string that nobody reads ends at its first quote, if no escape or control character comes before.
    /// Guessed to be as long as the last one: then no address further on waits for this one's search.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int NameLength(ref byte at, ref int guess)
    {
        ulong special = Special(ref at).ExtractMostSignificantBits();
        int length = guess;
        if ((special & ((2UL << length) - 1)) != 1UL << length)
        {
            length = guess = BitOperations.TrailingZeroCount(special) & (NameReach - 1);
        }

        return length;
    }

    /// <summary>
    /// One to sixteen digits; the caller sees to what follows them. Their number is guessed as above.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadQuantity(ref byte at, ref int guess, out ulong value)
    {
        if (!Ssse3.IsSupported)
        {
            return ReadQuantityPlainly(ref at, out value);
        }

        Vector128<byte> text = Vector128.LoadUnsafe(ref at);
        Vector128<byte> digits = text - Vector128.Create((byte)'0');
        Vector128<byte> letters = (text | Vector128.Create((byte)0x20)) - Vector128.Create((byte)'a');
        Vector128<byte> isDigit = Vector128.LessThan(digits, Vector128.Create((byte)10));
        Vector128<byte> isLetter = Vector128.LessThan(letters, Vector128.Create((byte)6));
        uint hex = (isDigit | isLetter).ExtractMostSignificantBits();
        int count = guess;
        if ((hex & ((2U << count) - 1)) != (1U << count) - 1)
        {
            count = guess = BitOperations.TrailingZeroCount(~hex);
        }

        Vector128<byte> values = letters + Vector128.Create((byte)10);
        Vector128<byte> nibbles = Vector128.ConditionalSelect(isDigit, digits, values);
        // To the right end; what is shifted in from the left is zero, as the index there is negative.
        Vector128<byte> indices = Vector128<byte>.Indices + Vector128.Create((byte)(count - QuantityReach));
        Vector128<sbyte> weights = Vector128.Create((short)0x0110).AsSByte();
        Vector128<short> pairs = Ssse3.MultiplyAddAdjacent(Ssse3.Shuffle(nibbles, indices), weights);
        Vector128<byte> bytes = Sse2.PackUnsignedSaturate(pairs, pairs);
        value = BinaryPrimitives.ReverseEndianness(bytes.AsUInt64().ToScalar());
        return count;
    }

    private static int ReadQuantityPlainly(ref byte at, out ulong value)
    {
        ReadOnlySpan<byte> text = MemoryMarshal.CreateReadOnlySpan(ref at, QuantityReach);
        int count = 0;
        while (count < text.Length && char.IsAsciiHexDigit((char)text[count]))
        {
            count++;
        }

        HexText.TryReadQuantity(text[..count], out value);
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Special(ref byte at)
    {
        Vector512<byte> text = Vector512.LoadUnsafe(ref at);
        return Vector512.Equals(text, Vector512.Create((byte)'"'))
            | Vector512.Equals(text, Vector512.Create((byte)'\\'))
            | Vector512.LessThan(text, Vector512.Create((byte)' '));
    }
}
