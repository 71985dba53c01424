using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastArb.EvmMath.Internals;

/// <summary>
/// The way out of UInt256 and Int256 into the other types of generic math. .NET's integers stop at 128 bits,
/// so all of them go through UInt128 and Int128, whose own rules then apply.
/// </summary>
internal static class ForeignTarget
{
    /// <summary>
    /// False when the type is not one that is known here. Throws where the rule is to check.
    /// </summary>
    public static bool TryWrite<T>(in UInt256 value, NarrowingRule rule, out T? result)
        where T : INumberBase<T>
    {
        if (!IsInteger<T>())
        {
            return TryWriteUnbounded(in value, negative: false, rule, out result);
        }

        UInt128 low = (UInt128)value;
        result = Narrowed<T, UInt128>(low, low == value, UInt128.MaxValue, rule);
        return true;
    }

    /// <inheritdoc cref="TryWrite{T}(in UInt256, NarrowingRule, out T)"/>
    public static bool TryWrite<T>(in Int256 value, NarrowingRule rule, out T? result)
        where T : INumberBase<T>
    {
        if (!value.IsNegative)
        {
            return TryWrite(in value._bits, rule, out result);
        }

        if (!IsInteger<T>())
        {
            return TryWriteUnbounded(Int256.UnsignedAbs(in value), negative: true, rule, out result);
        }

        Int128 low = (Int128)value;
        result = Narrowed<T, Int128>(low, low == value, Int128.MinValue, rule);
        return true;
    }

    private static bool TryWriteUnbounded<T>(
        in UInt256 magnitude,
        bool negative,
        NarrowingRule rule,
        out T? result
    )
    {
        if (typeof(T) == typeof(BigInteger))
        {
            BigInteger value = (BigInteger)magnitude;
            result = (T)(object)(negative ? -value : value);
        }
        else if (typeof(T) == typeof(double))
        {
            double value = (double)magnitude;
            result = (T)(object)(negative ? -value : value);
        }
        else if (typeof(T) == typeof(float))
        {
            float value = (float)magnitude;
            result = (T)(object)(negative ? -value : value);
        }
        else if (typeof(T) == typeof(Half))
        {
            Half value = (Half)magnitude;
            result = (T)(object)(negative ? -value : value);
        }
        else if (typeof(T) == typeof(decimal))
        {
            decimal value = Decimal(in magnitude, rule);
            result = (T)(object)(negative ? -value : value);
        }
        else
        {
            result = default;
            return false;
        }

        return true;
    }

    private static decimal Decimal(in UInt256 magnitude, NarrowingRule rule) =>
        rule != NarrowingRule.Checked && magnitude.BitLength > 96 ? decimal.MaxValue : (decimal)magnitude;

    private static T Narrowed<T, TFrom>(TFrom low, bool fits, TFrom limit, NarrowingRule rule)
        where T : INumberBase<T>
        where TFrom : INumberBase<TFrom>
    {
        if (rule == NarrowingRule.Truncating)
        {
            return T.CreateTruncating(low);
        }

        if (rule == NarrowingRule.Saturating)
        {
            return T.CreateSaturating(fits ? low : limit);
        }

        if (!fits)
        {
            ArithmeticFault.DoesNotFit<T>();
        }

        return T.CreateChecked(low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsInteger<T>() =>
        typeof(T) == typeof(byte)
        || typeof(T) == typeof(sbyte)
        || typeof(T) == typeof(char)
        || typeof(T) == typeof(ushort)
        || typeof(T) == typeof(short)
        || typeof(T) == typeof(uint)
        || typeof(T) == typeof(int)
        || typeof(T) == typeof(ulong)
        || typeof(T) == typeof(long)
        || typeof(T) == typeof(nuint)
        || typeof(T) == typeof(nint)
        || typeof(T) == typeof(UInt128)
        || typeof(T) == typeof(Int128);
}
