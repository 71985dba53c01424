using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FastArb.EvmMath.Internals;

/// <summary>
/// Decimal digits, UTF-8 or UTF-16, to a word and back, eight at a time in a 64-bit register.
/// </summary>
internal static class DecimalDigits
{
    /// <summary>
    /// What <see cref="Write"/> may fill: five chunks of nineteen digits and the zeros before the last.
    /// </summary>
    public const int RoomMax = (5 * ChunkDigits) + 5;

    private const int ChunkDigits = 19;
    private const ulong ChunkBase = 10_000_000_000_000_000_000;
    private const ulong EightBase = 100_000_000;
    private const ulong SixteenBase = EightBase * EightBase;
    private const ulong AllZeros = 0x3030303030303030;

    /// <summary>Reads digits and nothing else, any number of them.</summary>
    public static TextOutcome Read<TChar>(ReadOnlySpan<TChar> digits, out UInt256 value)
        where TChar : unmanaged, IBinaryInteger<TChar>
    {
        if (digits.Length < 8)
        {
            return ReadFew(digits, out value);
        }

        value = default;
        ref TChar first = ref MemoryMarshal.GetReference(digits);
        int at = digits.Length & 7;
        ulong u0 = 0;
        if (at != 0)
        {
            // The digits before the first whole eight, pushed up behind zeros.
            ulong head = (LoadEight(ref first) << (64 - (8 * at))) | (AllZeros >> (8 * at));
            if (!TryEight(head, out u0))
            {
                return TextOutcome.Malformed;
            }
        }

        if ((digits.Length & 8) != 0)
        {
            if (!TryEight(LoadEight(ref Unsafe.Add(ref first, at)), out ulong eight))
            {
                return TextOutcome.Malformed;
            }

            u0 = (u0 * EightBase) + eight;
            at += 8;
        }

        (ulong u1, ulong u2, ulong u3, ulong lost) = (0, 0, 0, 0);
        for (; at < digits.Length; at += 16)
        {
            bool upperRead = TryEight(LoadEight(ref Unsafe.Add(ref first, at)), out ulong upper);
            bool lowerRead = TryEight(LoadEight(ref Unsafe.Add(ref first, at + 8)), out ulong lower);
            if (!(upperRead & lowerRead))
            {
                return TextOutcome.Malformed;
            }

            ulong carry = Limb.MultiplyAdd(u0, SixteenBase, (upper * EightBase) + lower, out u0);
            carry = Limb.MultiplyAdd(u1, SixteenBase, carry, out u1);
            carry = Limb.MultiplyAdd(u2, SixteenBase, carry, out u2);
            lost |= Limb.MultiplyAdd(u3, SixteenBase, carry, out u3);
        }

        if (lost != 0)
        {
            return TextOutcome.OutOfRange;
        }

        value = new UInt256(u0, u1, u2, u3);
        return TextOutcome.Read;
    }

    /// <summary>Writes the digits, at least one, to the end of the room; returns where they start.</summary>
    public static int Write(in UInt256 value, Span<byte> room)
    {
        (ulong u0, ulong u1, ulong u2, ulong u3) = value.Limbs;
        int end = room.Length;
        while ((u1 | u2 | u3) != 0)
        {
            ulong rest = Divide(ref u3, 0);
            rest = Divide(ref u2, rest);
            rest = Divide(ref u1, rest);
            rest = Divide(ref u0, rest);
            WriteChunk(rest, room, end);
            end -= ChunkDigits;
        }

        if (u0 >= ChunkBase)
        {
            WriteChunk(Divide(ref u0, 0), room, end);
            end -= ChunkDigits;
        }

        WriteChunk(u0, room, end);
        int start = end - ChunkDigits;
        int leading = room[start..^1].IndexOfAnyExcept((byte)'0');
        return leading < 0 ? room.Length - 1 : start + leading;
    }

    private static TextOutcome ReadFew<TChar>(ReadOnlySpan<TChar> digits, out UInt256 value)
        where TChar : unmanaged, IBinaryInteger<TChar>
    {
        value = default;
        uint sum = 0;
        foreach (TChar c in digits)
        {
            uint digit = uint.CreateTruncating(c) - '0';
            if (digit > 9)
            {
                return TextOutcome.Malformed;
            }

            sum = (sum * 10) + digit;
        }

        value = new UInt256(sum);
        return digits.IsEmpty ? TextOutcome.Malformed : TextOutcome.Read;
    }

    /// <summary>
    /// Eight characters as bytes, the first lowest; what is not ASCII becomes a byte that is no digit.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong LoadEight<TChar>(ref TChar first)
        where TChar : unmanaged, IBinaryInteger<TChar>
    {
        ulong eight;
        if (typeof(TChar) == typeof(byte))
        {
            eight = Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<TChar, byte>(ref first));
        }
        else
        {
            Vector128<ushort> wide = Vector128.LoadUnsafe(ref Unsafe.As<TChar, ushort>(ref first));
            eight = Vector128.NarrowWithSaturation(wide, wide).AsUInt64().ToScalar();
        }

        return BitConverter.IsLittleEndian ? eight : BinaryPrimitives.ReverseEndianness(eight);
    }

    /// <summary>The number that eight digits spell, the first in the lowest byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryEight(ulong ascii, out ulong value)
    {
        const ulong Upper = 0xF0F0F0F0F0F0F0F0;
        const ulong Pairs = 0x000000FF000000FF;
        // A byte is 0x30 to 0x39 where its upper nibble is 3 both before and after six is added.
        ulong nibbles = (ascii & Upper) | (((ascii + 0x0606060606060606) & Upper) >> 4);
        ulong tens = ((ascii - AllZeros) * 10) + ((ascii - AllZeros) >> 8);
        ulong first = (tens & Pairs) * (100 + (1_000_000UL << 32));
        ulong second = ((tens >> 16) & Pairs) * (1 + (10_000UL << 32));
        value = (first + second) >> 32;
        return nibbles == 0x3333333333333333;
    }

    /// <summary>
    /// One limb's step of a division by 10^19; returns the remainder, which the next lower limb carries.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Divide(ref ulong limb, ulong carried)
    {
        if (carried == 0)
        {
            // A limb alone gives 0 or 1, as the divisor is above 2^63: no division for the upper, often empty
            // limbs.
            ulong quotient = limb >= ChunkBase ? 1UL : 0UL;
            ulong rest = limb - (quotient * ChunkBase);
            limb = quotient;
            return rest;
        }

        limb = Limb.DivRem(carried, limb, ChunkBase, out ulong remainder);
        return remainder;
    }

    /// <summary>Nineteen digits before <paramref name="end"/>; spoils the five bytes before them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteChunk(ulong chunk, Span<byte> room, int end)
    {
        (ulong upper, ulong lower) = Math.DivRem(chunk, SixteenBase);
        (ulong middle, ulong low) = Math.DivRem(lower, EightBase);
        StoreEight(low, room[(end - 8)..]);
        StoreEight(middle, room[(end - 16)..]);
        StoreEight(upper, room[(end - 24)..]);
    }

    /// <summary>
    /// A number below 10^8 as eight digits: halves, pairs, digits, each split in all lanes at once.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreEight(ulong value, Span<byte> destination)
    {
        ulong lanes = value / 10_000;
        lanes |= (value - (lanes * 10_000)) << 32;
        // n / 100 = n * 10486 >> 20 below 10^4 and n / 10 = n * 103 >> 10 below 100.
        ulong upper = ((lanes * 10486) >> 20) & 0x0000007F0000007F;
        lanes = upper | ((lanes - (upper * 100)) << 16);
        upper = ((lanes * 103) >> 10) & 0x000F000F000F000F;
        lanes = upper | ((lanes - (upper * 10)) << 8);
        BinaryPrimitives.WriteUInt64LittleEndian(destination, lanes | AllZeros);
    }
}
