using System.Runtime.CompilerServices;

namespace FastArb.EvmMath;

public readonly partial struct Int256
{
    /// <summary>The magnitude, which always fits: 2^255 for -2^255.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt256 UnsignedAbs(in Int256 value) => WithSign(in value._bits, value.IsNegative)._bits;

    /// <summary>
    /// Throws for -2^255, whose magnitude does not fit; <see cref="UnsignedAbs"/> gives that one too.
    /// </summary>
    public static Int256 Abs(Int256 value)
    {
        if (!TryAbs(in value, out Int256 magnitude))
        {
            ThrowOverflow("a magnitude");
        }

        return magnitude;
    }

    /// <summary>False for -2^255, which stays what it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryAbs(in Int256 value, out Int256 result)
    {
        result = new Int256(UnsignedAbs(in value));
        return !result.IsNegative;
    }

    /// <summary>-1, 0 or 1.</summary>
    public static int Sign(Int256 value)
    {
        if (value.IsNegative)
        {
            return -1;
        }

        return value.IsZero ? 0 : 1;
    }

    /// <summary>The magnitude of one with the sign of the other; throws where that is 2^255.</summary>
    public static Int256 CopySign(Int256 value, Int256 sign)
    {
        Int256 result = WithSign(UnsignedAbs(in value), sign.IsNegative);
        if (result.IsNegative && !sign.IsNegative)
        {
            ThrowOverflow("a magnitude");
        }

        return result;
    }

    // Wraps where the magnitude exceeds 2^255 - 1. No branch: a sign is a coin toss. Inverting and adding one
    // negates.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Int256 WithSign(in UInt256 magnitude, bool negative)
    {
        ulong mask = negative ? ulong.MaxValue : 0;
        UInt256 flipped = new(
            magnitude._u0 ^ mask,
            magnitude._u1 ^ mask,
            magnitude._u2 ^ mask,
            magnitude._u3 ^ mask
        );
        UInt256.Add(in flipped, new UInt256(mask & 1), out UInt256 bits);
        return new Int256(in bits);
    }
}
