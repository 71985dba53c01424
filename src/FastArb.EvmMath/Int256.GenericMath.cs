using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using FastArb.EvmMath.Internals;

namespace FastArb.EvmMath;

// What INumberBase asks of every kind of number, said once for this one; explicit, so that it does not crowd
// the type.
public readonly partial struct Int256 : IBinaryInteger<Int256>, IMinMaxValue<Int256>, ISignedNumber<Int256>
{
    static int INumberBase<Int256>.Radix => 2;

    static Int256 IAdditiveIdentity<Int256, Int256>.AdditiveIdentity => Zero;

    static Int256 IMultiplicativeIdentity<Int256, Int256>.MultiplicativeIdentity => One;

    static bool INumberBase<Int256>.IsCanonical(Int256 value) => true;

    static bool INumberBase<Int256>.IsComplexNumber(Int256 value) => false;

    static bool INumberBase<Int256>.IsFinite(Int256 value) => true;

    static bool INumberBase<Int256>.IsImaginaryNumber(Int256 value) => false;

    static bool INumberBase<Int256>.IsInfinity(Int256 value) => false;

    static bool INumberBase<Int256>.IsInteger(Int256 value) => true;

    static bool INumberBase<Int256>.IsNaN(Int256 value) => false;

    static bool INumberBase<Int256>.IsNegativeInfinity(Int256 value) => false;

    static bool INumberBase<Int256>.IsPositiveInfinity(Int256 value) => false;

    static bool INumberBase<Int256>.IsRealNumber(Int256 value) => true;

    static bool INumberBase<Int256>.IsSubnormal(Int256 value) => false;

    static bool INumberBase<Int256>.IsEvenInteger(Int256 value) => (value._bits._u0 & 1) == 0;

    static bool INumberBase<Int256>.IsOddInteger(Int256 value) => (value._bits._u0 & 1) != 0;

    static bool INumberBase<Int256>.IsNegative(Int256 value) => value.IsNegative;

    static bool INumberBase<Int256>.IsPositive(Int256 value) => !value.IsNegative;

    static bool INumberBase<Int256>.IsNormal(Int256 value) => !value.IsZero;

    static bool INumberBase<Int256>.IsZero(Int256 value) => value.IsZero;

    static Int256 INumberBase<Int256>.MaxMagnitude(Int256 x, Int256 y) => Larger(x, y);

    static Int256 INumberBase<Int256>.MinMagnitude(Int256 x, Int256 y) => Smaller(x, y);

    static Int256 INumberBase<Int256>.MaxMagnitudeNumber(Int256 x, Int256 y) => Larger(x, y);

    static Int256 INumberBase<Int256>.MinMagnitudeNumber(Int256 x, Int256 y) => Smaller(x, y);

    static Int256 IBinaryInteger<Int256>.LeadingZeroCount(Int256 value) => (Int256)LeadingZeroCount(in value);

    static Int256 IBinaryInteger<Int256>.TrailingZeroCount(Int256 value) =>
        (Int256)TrailingZeroCount(in value);

    static Int256 IBinaryInteger<Int256>.PopCount(Int256 value) => (Int256)PopCount(in value);

    int IBinaryInteger<Int256>.GetByteCount() => 32;

    int IBinaryInteger<Int256>.GetShortestBitLength() =>
        IsNegative ? 257 - LeadingZeroCount(~this) : 256 - LeadingZeroCount(in this);

    /// <summary>Throws where the number does not fit.</summary>
    public static Int256 CreateChecked<TOther>(TOther value)
        where TOther : INumberBase<TOther>
    {
        if (
            !TryFrom(value, NarrowingRule.Checked, out Int256 result)
            && !TOther.TryConvertToChecked(value, out result)
        )
        {
            ArithmeticFault.UnknownNumber<TOther>();
        }

        return result;
    }

    /// <summary>The nearest number in range.</summary>
    public static Int256 CreateSaturating<TOther>(TOther value)
        where TOther : INumberBase<TOther>
    {
        if (
            !TryFrom(value, NarrowingRule.Saturating, out Int256 result)
            && !TOther.TryConvertToSaturating(value, out result)
        )
        {
            ArithmeticFault.UnknownNumber<TOther>();
        }

        return result;
    }

    /// <summary>Wraps: the low 256 bits; a floating number has none, and saturates.</summary>
    public static Int256 CreateTruncating<TOther>(TOther value)
        where TOther : INumberBase<TOther>
    {
        if (
            !TryFrom(value, NarrowingRule.Truncating, out Int256 result)
            && !TOther.TryConvertToTruncating(value, out result)
        )
        {
            ArithmeticFault.UnknownNumber<TOther>();
        }

        return result;
    }

    static bool INumberBase<Int256>.TryConvertFromChecked<TOther>(TOther value, out Int256 result) =>
        TryFrom(value, NarrowingRule.Checked, out result);

    static bool INumberBase<Int256>.TryConvertFromSaturating<TOther>(TOther value, out Int256 result) =>
        TryFrom(value, NarrowingRule.Saturating, out result);

    static bool INumberBase<Int256>.TryConvertFromTruncating<TOther>(TOther value, out Int256 result) =>
        TryFrom(value, NarrowingRule.Truncating, out result);

    static bool INumberBase<Int256>.TryConvertToChecked<TOther>(
        Int256 value,
        [MaybeNullWhen(false)] out TOther result
    ) => ForeignTarget.TryWrite(in value, NarrowingRule.Checked, out result);

    static bool INumberBase<Int256>.TryConvertToSaturating<TOther>(
        Int256 value,
        [MaybeNullWhen(false)] out TOther result
    ) => ForeignTarget.TryWrite(in value, NarrowingRule.Saturating, out result);

    static bool INumberBase<Int256>.TryConvertToTruncating<TOther>(
        Int256 value,
        [MaybeNullWhen(false)] out TOther result
    ) => ForeignTarget.TryWrite(in value, NarrowingRule.Truncating, out result);

    // Of two numbers of one magnitude the positive one counts as the larger, as .NET has it.
    private static Int256 Larger(Int256 x, Int256 y)
    {
        UInt256 ofX = UnsignedAbs(in x);
        UInt256 ofY = UnsignedAbs(in y);
        return ofX > ofY || (ofX == ofY && !x.IsNegative) ? x : y;
    }

    private static Int256 Smaller(Int256 x, Int256 y)
    {
        UInt256 ofX = UnsignedAbs(in x);
        UInt256 ofY = UnsignedAbs(in y);
        return ofX < ofY || (ofX == ofY && x.IsNegative) ? x : y;
    }

    // False when the type is not one that is known here. Throws where the rule is to check.
    private static bool TryFrom<TOther>(TOther value, NarrowingRule rule, out Int256 result)
        where TOther : INumberBase<TOther>
    {
        bool known = ForeignNumber.TryRead(value, out ForeignNumber number);
        if (!number.TryToInt256(rule, out result))
        {
            ThrowOverflow("a number");
        }

        return known;
    }
}
