using System.Numerics;
using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

/// <summary>
/// Both types as T of generic math, with the integers of .NET as neighbours and BigInteger as the oracle.
/// </summary>
public sealed class GenericNumbers
{
    [Fact]
    public void Generic_code_written_for_any_binary_integer_runs_on_both_types()
    {
        Assert.Equal((UInt256)5050, Sum<UInt256>(100));
        Assert.Equal((Int256)5050, Sum<Int256>(100));
        Assert.Equal(
            (UInt256)1,
            GreatestCommonDivisor((UInt256.One << 255) + UInt256.One, UInt256.One << 200)
        );
        Assert.Equal(Int256.One << 100, GreatestCommonDivisor(Int256.MinValue, Int256.One << 100));
        Assert.Equal(UInt256.Zero, Minimum<UInt256>());
        Assert.Equal(Int256.MinValue, Minimum<Int256>());
    }

    [Fact]
    public void Checked_saturating_and_truncating_conversions_obey_the_range_of_every_integer_type()
    {
        Converts<byte>();
        Converts<sbyte>();
        Converts<char>();
        Converts<ushort>();
        Converts<short>();
        Converts<uint>();
        Converts<int>();
        Converts<ulong>();
        Converts<long>();
        Converts<nuint>();
        Converts<nint>();
        Converts<UInt128>();
        Converts<Int128>();
        Converts<UInt256>();
        Converts<Int256>();
    }

    [Fact]
    public void A_BigInteger_of_any_size_comes_in_by_the_same_rules_and_goes_out_exactly()
    {
        foreach (BigInteger pattern in EdgeNumbers.Patterns)
        {
            foreach (
                BigInteger x in (BigInteger[])[pattern, -pattern, pattern << 1, -pattern << 1, pattern << 300]
            )
            {
                Agrees(x, UInt256.CreateChecked, UInt256.CreateSaturating, UInt256.CreateTruncating);
                Agrees(x, Int256.CreateChecked, Int256.CreateSaturating, Int256.CreateTruncating);
            }

            UInt256 word = EdgeNumbers.Word(pattern);
            Assert.Equal(pattern, BigInteger.CreateChecked(word));
            Assert.Equal(EdgeNumbers.Big(new Int256(word)), BigInteger.CreateTruncating(new Int256(word)));
        }
    }

    [Fact]
    public void Floating_numbers_within_128_bits_convert_as_UInt128_and_Int128_do()
    {
        double[] values =
        [
            0,
            -0.0,
            0.5,
            0.99,
            1,
            1.5,
            255.9,
            65503,
            65504,
            65505,
            1e9,
            1e18,
            1e19,
            1.5e29,
            7.9e28,
            1e30,
            1e38,
        ];
        foreach (double x in values)
        {
            foreach (double value in (double[])[x, -x])
            {
                Assert.Equal(Int128.CreateSaturating(value), Int256.CreateSaturating(value));
                Assert.Equal(Int128.CreateTruncating(value), Int256.CreateTruncating(value));
                Assert.Equal(Int128.CreateChecked(value), Int256.CreateChecked(value));
                Assert.Equal(Int128.CreateSaturating((float)value), Int256.CreateSaturating((float)value));
                Assert.Equal(UInt128.CreateSaturating(value), UInt256.CreateSaturating(value));
                Assert.Equal(UInt128.CreateTruncating(value), UInt256.CreateTruncating(value));
                var half = Half.CreateSaturating(Math.Clamp(value, -65504, 65504));
                Assert.Equal(Int128.CreateSaturating(half), Int256.CreateSaturating(half));
                Int128 integer = Int128.CreateSaturating(value);
                SameOutside(integer);
                if (Math.Abs(value) < 7.9e28)
                {
                    decimal money = (decimal)value;
                    Assert.Equal(Int128.CreateSaturating(money), Int256.CreateSaturating(money));
                    Assert.Equal(UInt128.CreateSaturating(money), UInt256.CreateSaturating(money));
                    Assert.Equal(Int128.CreateTruncating(money), Int256.CreateTruncating(money));
                }
            }
        }
    }

    [Fact]
    public void Beyond_every_range_floating_numbers_saturate_or_throw()
    {
        Assert.Equal(UInt256.MaxValue, UInt256.CreateSaturating(double.PositiveInfinity));
        Assert.Equal(UInt256.MaxValue, UInt256.CreateTruncating(1e78));
        Assert.Equal(UInt256.Zero, UInt256.CreateSaturating(-1.0));
        Assert.Equal(UInt256.Zero, UInt256.CreateSaturating(double.NaN));
        Assert.Equal(Int256.MaxValue, Int256.CreateSaturating(1e77));
        Assert.Equal(Int256.MinValue, Int256.CreateSaturating(double.NegativeInfinity));
        Assert.Equal(Int256.MinValue, Int256.CreateChecked(-Math.Pow(2, 255)));
        Assert.Equal(Int256.Zero, Int256.CreateSaturating(double.NaN));
        Assert.Throws<OverflowException>(() => UInt256.CreateChecked(double.NaN));
        Assert.Throws<OverflowException>(() => UInt256.CreateChecked(-1.0f));
        Assert.Throws<OverflowException>(() => UInt256.CreateChecked(Math.Pow(2, 256)));
        Assert.Throws<OverflowException>(() => Int256.CreateChecked(Math.Pow(2, 255)));
        Assert.Throws<OverflowException>(() => UInt256.CreateChecked(-1m));
        Assert.Equal(Math.Pow(2, 256), double.CreateChecked(UInt256.MaxValue));
        Assert.Equal(-Math.Pow(2, 255), double.CreateChecked(Int256.MinValue));
        Assert.Equal(float.PositiveInfinity, float.CreateChecked(UInt256.MaxValue));
        Assert.Equal(Half.NegativeInfinity, Half.CreateSaturating(Int256.MinValue));
        Assert.Equal(decimal.MaxValue, decimal.CreateSaturating(UInt256.MaxValue));
        Assert.Equal(decimal.MinValue, decimal.CreateSaturating(Int256.MinValue));
        Assert.Throws<OverflowException>(() => decimal.CreateChecked(UInt256.MaxValue));
    }

    [Fact]
    public void The_questions_of_INumberBase_are_answered_as_Int128_answers_them()
    {
        foreach (Int128 x in (Int128[])[0, 1, -1, 2, -2, 7, -8, Int128.MaxValue, Int128.MinValue])
        {
            Assert.Equal(Answers(x), Answers((Int256)x));
            foreach (Int128 y in (Int128[])[0, 1, -1, 7, -7, 8, Int128.MinValue])
            {
                Assert.Equal<Int256>(Int128.MaxMagnitude(x, y), Greater<Int256>(x, y));
                Assert.Equal<Int256>(Int128.MinMagnitude(x, y), Lesser<Int256>(x, y));
            }

            if (x >= 0)
            {
                Assert.Equal(Answers((UInt128)x), Answers((UInt256)x));
            }
        }
    }

    [Fact]
    [Trait("gate", "allocation")]
    public void Conversions_by_generic_math_box_nothing()
    {
        // The runtime's own conversions cast through object, which only unoptimized code does as written:
        // seen while the runtime was replacing it. What stays boxed is so in every attempt.
        long allocated = AllocatedBytes.Least(Convert);
        for (int attempt = 0; allocated != 0 && attempt < 20; attempt++)
        {
            allocated = AllocatedBytes.Least(Convert);
        }

        Assert.Equal(0, allocated);
    }

    private static void Convert()
    {
        double sink = 0;
        for (int i = 0; i < 10_000; i++)
        {
            sink +=
                ThereAndBack(UInt256.CreateChecked(i)) + ThereAndBack(Int256.CreateSaturating((Int128)(-i)));
        }

        Assert.True(double.IsFinite(sink));
    }

    private static double ThereAndBack<T>(T x)
        where T : IBinaryInteger<T> =>
        double.CreateChecked(
            T.CreateTruncating(long.CreateSaturating(x)) + T.CreateChecked(double.CreateChecked(x))
        );

    private static T Sum<T>(int count)
        where T : IBinaryInteger<T>
    {
        T sum = T.Zero;
        for (int i = 1; i <= count; i++)
        {
            sum = checked(sum + T.CreateChecked(i));
        }

        return sum;
    }

    private static T GreatestCommonDivisor<T>(T a, T b)
        where T : IBinaryInteger<T>
    {
        while (!T.IsZero(b))
        {
            (a, b) = (b, a % b);
        }

        return T.Abs(a);
    }

    private static T Minimum<T>()
        where T : IMinMaxValue<T> => T.MinValue;

    private static T Greater<T>(T x, T y)
        where T : INumberBase<T> => T.MaxMagnitude(x, y);

    private static T Lesser<T>(T x, T y)
        where T : INumberBase<T> => T.MinMagnitude(x, y);

    private static string Answers<T>(T x)
        where T : IBinaryInteger<T> =>
        string.Join(
            ' ',
            T.IsCanonical(x),
            T.IsComplexNumber(x),
            T.IsEvenInteger(x),
            T.IsFinite(x),
            T.IsImaginaryNumber(x),
            T.IsInfinity(x),
            T.IsInteger(x),
            T.IsNaN(x),
            T.IsNegative(x),
            T.IsNegativeInfinity(x),
            T.IsNormal(x),
            T.IsOddInteger(x),
            T.IsPositive(x),
            T.IsPositiveInfinity(x),
            T.IsRealNumber(x),
            T.IsSubnormal(x),
            T.IsZero(x),
            T.IsPow2(x),
            T.Sign(x),
            T.Radix,
            int.CreateChecked(T.TrailingZeroCount(x)) % 128,
            x.GetShortestBitLength()
        );

    private static void SameOutside(Int128 x)
    {
        Int256 number = x;
        Assert.Equal(double.CreateChecked((BigInteger)x), double.CreateChecked(number));
        Assert.Equal(decimal.CreateSaturating(x), decimal.CreateSaturating(number));
        Assert.Equal(Half.CreateSaturating(x), Half.CreateSaturating(number));
        Assert.Equal(long.CreateSaturating(x), long.CreateSaturating(number));
    }

    private static void Converts<T>()
        where T : IBinaryInteger<T>, IMinMaxValue<T>
    {
        foreach (UInt256 word in EdgeNumbers.Words)
        {
            Agrees(
                EdgeNumbers.Big(word),
                _ => T.CreateChecked(word),
                _ => T.CreateSaturating(word),
                _ => T.CreateTruncating(word)
            );
            var number = new Int256(word);
            Agrees(
                EdgeNumbers.Big(number),
                _ => T.CreateChecked(number),
                _ => T.CreateSaturating(number),
                _ => T.CreateTruncating(number)
            );

            T other = T.CreateTruncating((UInt128)word);
            var exact = BigInteger.CreateChecked(other);
            Agrees(
                exact,
                _ => UInt256.CreateChecked(other),
                _ => UInt256.CreateSaturating(other),
                _ => UInt256.CreateTruncating(other)
            );
            Agrees(
                exact,
                _ => Int256.CreateChecked(other),
                _ => Int256.CreateSaturating(other),
                _ => Int256.CreateTruncating(other)
            );
        }
    }

    private static void Agrees<T>(
        BigInteger x,
        Func<BigInteger, T> check,
        Func<BigInteger, T> saturate,
        Func<BigInteger, T> truncate
    )
        where T : IBinaryInteger<T>, IMinMaxValue<T>
    {
        var least = Exactly(T.MinValue);
        var most = Exactly(T.MaxValue);
        BigInteger range = most - least + 1;
        BigInteger wrapped = ((((x - least) % range) + range) % range) + least;
        string what = $"{x} as {typeof(T).Name}";
        Assert.True(Exactly(saturate(x)) == BigInteger.Clamp(x, least, most), what);
        Assert.True(Exactly(truncate(x)) == wrapped, what);
        if (x >= least && x <= most)
        {
            Assert.True(Exactly(check(x)) == x, what);
        }
        else
        {
            Assert.Throws<OverflowException>(() => check(x));
        }
    }

    private static BigInteger Exactly<T>(T value)
        where T : IBinaryInteger<T> =>
        value switch
        {
            UInt256 word => EdgeNumbers.Big(word),
            Int256 number => EdgeNumbers.Big(number),
            _ => BigInteger.CreateChecked(value),
        };
}
