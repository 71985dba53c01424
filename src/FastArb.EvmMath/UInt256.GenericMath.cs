using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using FastArb.EvmMath.Internals;

namespace FastArb.EvmMath;

// What INumberBase asks of every kind of number, said once for this one; explicit, so that it does not crowd
// the type.
public readonly partial struct UInt256
    : IBinaryInteger<UInt256>,
        IMinMaxValue<UInt256>,
        IUnsignedNumber<UInt256>
{
    static int INumberBase<UInt256>.Radix => 2;

    static UInt256 IAdditiveIdentity<UInt256, UInt256>.AdditiveIdentity => Zero;

    static UInt256 IMultiplicativeIdentity<UInt256, UInt256>.MultiplicativeIdentity => One;

    static UInt256 INumberBase<UInt256>.Abs(UInt256 value) => value;

    static UInt256 INumber<UInt256>.CopySign(UInt256 value, UInt256 sign) => value;

    static int INumber<UInt256>.Sign(UInt256 value) => value.IsZero ? 0 : 1;

    static bool INumberBase<UInt256>.IsCanonical(UInt256 value) => true;

    static bool INumberBase<UInt256>.IsComplexNumber(UInt256 value) => false;

    static bool INumberBase<UInt256>.IsFinite(UInt256 value) => true;

    static bool INumberBase<UInt256>.IsImaginaryNumber(UInt256 value) => false;

    static bool INumberBase<UInt256>.IsInfinity(UInt256 value) => false;

    static bool INumberBase<UInt256>.IsInteger(UInt256 value) => true;

    static bool INumberBase<UInt256>.IsNaN(UInt256 value) => false;

    static bool INumberBase<UInt256>.IsNegativeInfinity(UInt256 value) => false;

    static bool INumberBase<UInt256>.IsPositiveInfinity(UInt256 value) => false;

    static bool INumberBase<UInt256>.IsRealNumber(UInt256 value) => true;

    static bool INumberBase<UInt256>.IsSubnormal(UInt256 value) => false;

    static bool INumberBase<UInt256>.IsEvenInteger(UInt256 value) => (value._u0 & 1) == 0;

    static bool INumberBase<UInt256>.IsOddInteger(UInt256 value) => (value._u0 & 1) != 0;

    static bool INumberBase<UInt256>.IsNegative(UInt256 value) => false;

    static bool INumberBase<UInt256>.IsPositive(UInt256 value) => true;

    static bool INumberBase<UInt256>.IsNormal(UInt256 value) => !value.IsZero;

    static bool INumberBase<UInt256>.IsZero(UInt256 value) => value.IsZero;

    static UInt256 INumberBase<UInt256>.MaxMagnitude(UInt256 x, UInt256 y) => Max(x, y);

    static UInt256 INumberBase<UInt256>.MaxMagnitudeNumber(UInt256 x, UInt256 y) => Max(x, y);

    static UInt256 INumberBase<UInt256>.MinMagnitude(UInt256 x, UInt256 y) => Min(x, y);

    static UInt256 INumberBase<UInt256>.MinMagnitudeNumber(UInt256 x, UInt256 y) => Min(x, y);

    static UInt256 IBinaryInteger<UInt256>.LeadingZeroCount(UInt256 value) =>
        new((ulong)LeadingZeroCount(in value));

    static UInt256 IBinaryInteger<UInt256>.TrailingZeroCount(UInt256 value) =>
        new((ulong)TrailingZeroCount(in value));

    static UInt256 IBinaryInteger<UInt256>.PopCount(UInt256 value) => new((ulong)PopCount(in value));

    int IBinaryInteger<UInt256>.GetByteCount() => 32;

    int IBinaryInteger<UInt256>.GetShortestBitLength() => BitLength;

    /// <summary>Throws where the number does not fit.</summary>
    public static UInt256 CreateChecked<TOther>(TOther value)
        where TOther : INumberBase<TOther>
    {
        if (
            !TryFrom(value, NarrowingRule.Checked, out UInt256 result)
            && !TOther.TryConvertToChecked(value, out result)
        )
        {
            ArithmeticFault.UnknownNumber<TOther>();
        }

        return result;
    }

    /// <summary>The nearest number in range.</summary>
    public static UInt256 CreateSaturating<TOther>(TOther value)
        where TOther : INumberBase<TOther>
    {
        if (
            !TryFrom(value, NarrowingRule.Saturating, out UInt256 result)
            && !TOther.TryConvertToSaturating(value, out result)
        )
        {
            ArithmeticFault.UnknownNumber<TOther>();
        }

        return result;
    }

    /// <summary>Wraps: the low 256 bits; a floating number has none, and saturates.</summary>
    public static UInt256 CreateTruncating<TOther>(TOther value)
        where TOther : INumberBase<TOther>
    {
        if (
            !TryFrom(value, NarrowingRule.Truncating, out UInt256 result)
            && !TOther.TryConvertToTruncating(value, out result)
        )
        {
            ArithmeticFault.UnknownNumber<TOther>();
        }

        return result;
    }

    static bool INumberBase<UInt256>.TryConvertFromChecked<TOther>(TOther value, out UInt256 result) =>
        TryFrom(value, NarrowingRule.Checked, out result);

    static bool INumberBase<UInt256>.TryConvertFromSaturating<TOther>(TOther value, out UInt256 result) =>
        TryFrom(value, NarrowingRule.Saturating, out result);

    static bool INumberBase<UInt256>.TryConvertFromTruncating<TOther>(TOther value, out UInt256 result) =>
        TryFrom(value, NarrowingRule.Truncating, out result);

    static bool INumberBase<UInt256>.TryConvertToChecked<TOther>(
        UInt256 value,
        [MaybeNullWhen(false)] out TOther result
    ) => ForeignTarget.TryWrite(in value, NarrowingRule.Checked, out result);

    static bool INumberBase<UInt256>.TryConvertToSaturating<TOther>(
        UInt256 value,
        [MaybeNullWhen(false)] out TOther result
    ) => ForeignTarget.TryWrite(in value, NarrowingRule.Saturating, out result);

    static bool INumberBase<UInt256>.TryConvertToTruncating<TOther>(
        UInt256 value,
        [MaybeNullWhen(false)] out TOther result
    ) => ForeignTarget.TryWrite(in value, NarrowingRule.Truncating, out result);

    // False when the type is not one that is known here. Throws where the rule is to check.
    private static bool TryFrom<TOther>(TOther value, NarrowingRule rule, out UInt256 result)
        where TOther : INumberBase<TOther>
    {
        bool known = ForeignNumber.TryRead(value, out ForeignNumber number);
        if (!number.TryToUInt256(rule, out result))
        {
            ThrowOverflow("a number");
        }

        return known;
    }
}
