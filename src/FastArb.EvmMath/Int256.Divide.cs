using System.Numerics;

namespace FastArb.EvmMath;

// Truncates toward zero, the remainder takes the dividend's sign: SDIV and SMOD of the EVM, / and % of C#.
// -2^255 / -1 = 2^255 does not fit. The EVM and unchecked / wrap it to -2^255; checked / throws, as Int128
// does in both contexts; the Try forms report it. The remainder of that division is 0 and always right.
public readonly partial struct Int256
    : IDivisionOperators<Int256, Int256, Int256>,
        IModulusOperators<Int256, Int256, Int256>
{
    /// <summary>
    /// False when the divisor is zero, quotient and remainder then are 0, and for -2^255 / -1, which gives
    /// the EVM's -2^255, remainder 0.
    /// </summary>
    public static bool TryDivRem(in Int256 n, in Int256 d, out Int256 quotient, out Int256 remainder)
    {
        bool nNegative = n.IsNegative;
        bool qNegative = nNegative ^ d.IsNegative;
        bool defined = UInt256.TryDivRem(UnsignedAbs(in n), UnsignedAbs(in d), out UInt256 q, out UInt256 r);
        quotient = WithSign(in q, qNegative);
        remainder = WithSign(in r, nNegative);
        return defined && (qNegative || !quotient.IsNegative);
    }

    /// <summary>
    /// False when the divisor is zero, the quotient then is 0, and for -2^255 / -1, which gives -2^255: in
    /// all cases the EVM's SDIV.
    /// </summary>
    public static bool TryDivide(in Int256 n, in Int256 d, out Int256 quotient) =>
        TryDivRem(in n, in d, out quotient, out _);

    /// <summary>False when the divisor is zero; the remainder then is 0, as the EVM's SMOD.</summary>
    public static bool TryRemainder(in Int256 n, in Int256 d, out Int256 remainder)
    {
        bool negative = n.IsNegative;
        bool defined = UInt256.TryRemainder(UnsignedAbs(in n), UnsignedAbs(in d), out UInt256 r);
        remainder = WithSign(in r, negative);
        return defined;
    }

    /// <summary>Wraps -2^255 / -1 to -2^255; throws when the divisor is zero.</summary>
    public static Int256 operator /(Int256 left, Int256 right)
    {
        if (right.IsZero)
        {
            ThrowDivisionByZero();
        }

        TryDivRem(in left, in right, out Int256 quotient, out _);
        return quotient;
    }

    /// <summary>Throws for -2^255 / -1 and when the divisor is zero.</summary>
    public static Int256 operator checked /(Int256 left, Int256 right)
    {
        if (right.IsZero)
        {
            ThrowDivisionByZero();
        }

        if (!TryDivRem(in left, in right, out Int256 quotient, out _))
        {
            ThrowOverflow("a quotient");
        }

        return quotient;
    }

    public static Int256 operator %(Int256 left, Int256 right)
    {
        if (!TryRemainder(in left, in right, out Int256 remainder))
        {
            ThrowDivisionByZero();
        }

        return remainder;
    }
}
