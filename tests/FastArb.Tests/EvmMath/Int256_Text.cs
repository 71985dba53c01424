using System.Globalization;
using System.Numerics;
using System.Text;
using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

public sealed class Int256_Text
{
    private const ulong Seed = 0x5369676E;

    [Fact]
    public void Edge_numbers_and_random_ones_read_and_write_as_a_big_integer_does()
    {
        SeededBits bits = new(Seed);
        foreach (BigInteger pattern in TextNumbers.Edges().Concat(TextNumbers.Random(bits, 20_000)))
        {
            Int256 number = EdgeNumbers.Signed(pattern);
            BigInteger value = EdgeNumbers.Big(number);
            string text = value.ToString(CultureInfo.InvariantCulture);
            string hex = EdgeNumbers.Word(pattern).ToString("x");
            Assert.Equal(text, number.ToString());
            Assert.Equal(value.ToString("D70", CultureInfo.InvariantCulture), number.ToString("D70"));
            Assert.Equal(hex, number.ToString("x"));
            AssertSame(number, Int256.Parse(text));
            AssertSame(number, Int256.Parse(Encoding.UTF8.GetBytes($" {text} ")));
            AssertSame(number, Int256.Parse(hex, NumberStyles.HexNumber, null));
            Assert.True(Int256.TryParseHex($"0x{hex}", out Int256 read));
            AssertSame(number, read);
            Assert.True(Int256.TryParseHex(Encoding.UTF8.GetBytes(hex), out read));
            AssertSame(number, read);
        }
    }

    [Fact]
    public void The_range_ends_where_two_complement_ends()
    {
        BigInteger end = BigInteger.One << 255;
        Assert.False(Int256.TryParse(end.ToString(CultureInfo.InvariantCulture), out Int256 number));
        Assert.True(number.IsZero);
        Assert.False(Int256.TryParse((-end - 1).ToString(CultureInfo.InvariantCulture), out number));
        Assert.False(Int256.TryParse((-2 * end).ToString(CultureInfo.InvariantCulture), out number));
        Assert.False(Int256.TryParse((2 * end).ToString(CultureInfo.InvariantCulture), out number));
        AssertSame(Int256.MinValue, Int256.Parse((-end).ToString(CultureInfo.InvariantCulture)));
        AssertSame(Int256.MaxValue, Int256.Parse((end - 1).ToString(CultureInfo.InvariantCulture)));
        AssertSame(Int256.Zero, Int256.Parse("-0"));
        Assert.Throws<OverflowException>(() => Int256.Parse(end.ToString(CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void A_buffer_one_too_small_is_left_alone()
    {
        string text = Int256.MinValue.ToString();
        char[] chars = new char[text.Length];
        Assert.True(Int256.MinValue.TryFormat(chars, out int written, default, null));
        Assert.Equal(text, new string(chars, 0, written));
        Assert.False(Int256.MinValue.TryFormat(chars.AsSpan(1), out written, default, null));
        Assert.Equal(0, written);
        Assert.False(Int256.MinValue.TryFormat(new byte[text.Length - 1], out written, default, null));
        Assert.Equal(0, written);
    }

    private static void AssertSame(Int256 expected, Int256 actual) =>
        Assert.Equal(expected._bits, actual._bits);
}
