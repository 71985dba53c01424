using System.Numerics;
using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

/// <summary>The cast operators. Generic math has its own rules and tests.</summary>
public sealed class Conversions
{
    [Fact]
    public void Unsigned_words_narrow_to_every_type_by_wrapping_or_throw_where_checked()
    {
        foreach (BigInteger x in EdgeNumbers.Patterns)
        {
            UInt256 a = EdgeNumbers.Word(x);
            Narrows(x, (byte)a, () => checked((byte)a));
            Narrows(x, (sbyte)a, () => checked((sbyte)a));
            Narrows(x, (char)a, () => checked((char)a));
            Narrows(x, (ushort)a, () => checked((ushort)a));
            Narrows(x, (short)a, () => checked((short)a));
            Narrows(x, (uint)a, () => checked((uint)a));
            Narrows(x, (int)a, () => checked((int)a));
            Narrows(x, (ulong)a, () => checked((ulong)a));
            Narrows(x, (long)a, () => checked((long)a));
            Narrows(x, (nuint)a, () => checked((nuint)a));
            Narrows(x, (nint)a, () => checked((nint)a));
            Narrows(x, (UInt128)a, () => checked((UInt128)a));
            Narrows(x, (Int128)a, () => checked((Int128)a));
            Assert.Equal(x, (BigInteger)a);
            Assert.Equal(x.GetBitLength() <= 255, Completes(() => checked((Int256)a), (Int256)a));
            Assert.Equal(a, ((Int256)a)._bits);
        }
    }

    [Fact]
    public void Signed_numbers_narrow_to_every_type_by_wrapping_or_throw_where_checked()
    {
        foreach (BigInteger pattern in EdgeNumbers.Patterns)
        {
            Int256 a = EdgeNumbers.Signed(pattern);
            BigInteger x = EdgeNumbers.Big(a);
            Narrows(x, (byte)a, () => checked((byte)a));
            Narrows(x, (sbyte)a, () => checked((sbyte)a));
            Narrows(x, (char)a, () => checked((char)a));
            Narrows(x, (ushort)a, () => checked((ushort)a));
            Narrows(x, (short)a, () => checked((short)a));
            Narrows(x, (uint)a, () => checked((uint)a));
            Narrows(x, (int)a, () => checked((int)a));
            Narrows(x, (ulong)a, () => checked((ulong)a));
            Narrows(x, (long)a, () => checked((long)a));
            Narrows(x, (nuint)a, () => checked((nuint)a));
            Narrows(x, (nint)a, () => checked((nint)a));
            Narrows(x, (UInt128)a, () => checked((UInt128)a));
            Narrows(x, (Int128)a, () => checked((Int128)a));
            Assert.Equal(x, (BigInteger)a);
            Assert.Equal(x.Sign >= 0, Completes(() => checked((UInt256)a), (UInt256)a));
            Assert.Equal(a._bits, (UInt256)a);
        }
    }

    [Fact]
    public void Every_primitive_widens_to_its_value_and_a_negative_one_wraps_or_throws()
    {
        foreach (BigInteger x in EdgeNumbers.Patterns)
        {
            UInt256 word = EdgeNumbers.Word(x);
            UInt128 u = (UInt128)word;
            Int128 s = (Int128)word;
            Assert.Equal(EdgeNumbers.Word(u), u);
            Assert.Equal(EdgeNumbers.Word((ulong)u), (ulong)u);
            Assert.Equal(EdgeNumbers.Word((uint)u), (uint)u);
            Assert.Equal(EdgeNumbers.Word((ushort)u), (ushort)u);
            Assert.Equal(EdgeNumbers.Word((byte)u), (byte)u);
            Assert.Equal(EdgeNumbers.Word((char)u), (char)u);
            Assert.Equal(EdgeNumbers.Word((nuint)u), (nuint)u);
            Widens(s, (UInt256)s, s, () => checked((UInt256)s));
            var s64 = (long)s;
            Widens(s64, (UInt256)s64, s64, () => checked((UInt256)s64));
            var s32 = (int)s;
            Widens(s32, (UInt256)s32, s32, () => checked((UInt256)s32));
            var s16 = (short)s;
            Widens(s16, (UInt256)s16, s16, () => checked((UInt256)s16));
            var s8 = (sbyte)s;
            Widens(s8, (UInt256)s8, s8, () => checked((UInt256)s8));
            var native = (nint)s;
            Widens(native, (UInt256)native, native, () => checked((UInt256)native));
            Assert.Equal(EdgeNumbers.Signed(u), u);
            Assert.Equal(EdgeNumbers.Signed((ulong)u), (ulong)u);
            Assert.Equal(EdgeNumbers.Signed((uint)u), (uint)u);
        }
    }

    [Fact]
    public void A_BigInteger_of_any_size_wraps_or_throws_where_checked()
    {
        foreach (BigInteger pattern in EdgeNumbers.Patterns)
        {
            foreach (
                BigInteger x in (BigInteger[])[pattern, -pattern, pattern << 1, -pattern << 1, pattern << 200]
            )
            {
                Assert.Equal(EdgeNumbers.Word(x), (UInt256)x);
                Assert.Equal(EdgeNumbers.Signed(x), (Int256)x);
                bool unsignedFits = x.Sign >= 0 && x < EdgeNumbers.TwoTo256;
                bool signedFits = x >= -EdgeNumbers.TwoTo256 / 2 && x < EdgeNumbers.TwoTo256 / 2;
                Assert.Equal(unsignedFits, Completes(() => checked((UInt256)x), (UInt256)x));
                Assert.Equal(signedFits, Completes(() => checked((Int256)x), (Int256)x));
            }
        }
    }

    private static void Narrows<T>(BigInteger x, T wrapped, Func<T> narrow)
        where T : IBinaryInteger<T>, IMinMaxValue<T>
    {
        Assert.Equal(T.CreateTruncating(x), wrapped);
        bool fits = x >= BigInteger.CreateChecked(T.MinValue) && x <= BigInteger.CreateChecked(T.MaxValue);
        Assert.True(fits == Completes(narrow, wrapped), $"{x} as {typeof(T).Name}");
    }

    private static void Widens(BigInteger x, UInt256 wrapped, Int256 signed, Func<UInt256> widen)
    {
        Assert.Equal(EdgeNumbers.Word(x), wrapped);
        Assert.Equal(EdgeNumbers.Signed(x), signed);
        Assert.Equal(x.Sign >= 0, Completes(widen, wrapped));
    }

    /// <summary>False when the conversion overflows; true when it gives what it would unchecked.</summary>
    private static bool Completes<T>(Func<T> conversion, T wrapped)
    {
        T result;
        try
        {
            result = conversion();
        }
        catch (OverflowException)
        {
            return false;
        }

        Assert.Equal(wrapped, result);
        return true;
    }
}
