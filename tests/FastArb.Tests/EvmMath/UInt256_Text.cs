using System.Globalization;
using System.Numerics;
using System.Text;
using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

public sealed class UInt256_Text
{
    private const ulong Seed = 0x54657874;

    public static TheoryData<string, NumberStyles> NotNumbers =>
        new()
        {
            { "", NumberStyles.Integer },
            { " ", NumberStyles.Integer },
            { "+", NumberStyles.Integer },
            { "-", NumberStyles.Integer },
            { "+-1", NumberStyles.Integer },
            { "- 1", NumberStyles.Integer },
            { "1 2", NumberStyles.Integer },
            { "1,000", NumberStyles.Integer },
            { "1e3", NumberStyles.Integer },
            { "0x10", NumberStyles.Integer },
            { "\u0661\u0662", NumberStyles.Integer },
            { "12345678\u0661", NumberStyles.Integer },
            { "1234567\u01318", NumberStyles.Integer },
            { " 1", NumberStyles.AllowTrailingWhite },
            { "1 ", NumberStyles.AllowLeadingWhite },
            { "+1", NumberStyles.None },
            { "", NumberStyles.HexNumber },
            { "0x1", NumberStyles.HexNumber },
            { "-1", NumberStyles.HexNumber },
            { "1g", NumberStyles.HexNumber },
            { "1\u0131", NumberStyles.HexNumber },
            { " 1", NumberStyles.AllowHexSpecifier },
        };

    [Fact]
    public void Edge_numbers_and_random_ones_read_and_write_as_a_big_integer_does()
    {
        SeededBits bits = new(Seed);
        foreach (BigInteger number in TextNumbers.Edges().Concat(TextNumbers.Random(bits, 20_000)))
        {
            UInt256 word = EdgeNumbers.Word(number);
            string text = number.ToString(CultureInfo.InvariantCulture);
            string hex = number.ToString("x64", CultureInfo.InvariantCulture)[^64..];
            Assert.Equal(text, word.ToString());
            Assert.Equal(hex, word.ToString("x64"));
            Assert.Equal(hex.ToUpperInvariant().TrimStart('0'), word.ToString("X").TrimStart('0'));
            Assert.Equal(text.PadLeft(60, '0'), word.ToString("D60"));
            Assert.Equal(word, UInt256.Parse(text));
            Assert.Equal(word, UInt256.Parse(Encoding.UTF8.GetBytes($" \t+000{text}\r\n")));
            Assert.Equal(word, UInt256.Parse(hex.AsSpan(), NumberStyles.HexNumber, null));
            Assert.True(UInt256.TryParseHex($"0X000{hex}", out UInt256 read));
            Assert.Equal(word, read);
        }
    }

    [Fact]
    public void A_million_numbers_survive_the_round_trip_in_both_encodings()
    {
        SeededBits bits = new(Seed + 1);
        Span<char> wide = stackalloc char[80];
        Span<byte> narrow = stackalloc byte[80];
        for (int trial = 0; trial < 1_000_000; trial++)
        {
            int shift = (int)(bits.NextUInt64() & 63);
            int limbs = trial & 3;
            UInt256 word = new(
                bits.NextUInt64() >> (limbs == 0 ? shift : 0),
                limbs < 1 ? 0 : bits.NextUInt64() >> (limbs == 1 ? shift : 0),
                limbs < 2 ? 0 : bits.NextUInt64() >> (limbs == 2 ? shift : 0),
                limbs < 3 ? 0 : bits.NextUInt64() >> shift
            );
            bool written =
                word.TryFormat(wide, out int chars, default, null)
                & word.TryFormat(narrow, out int bytes, default, null);
            bool read = UInt256.TryParse(wide[..chars], out UInt256 fromWide);
            read &= UInt256.TryParse(narrow[..bytes], out UInt256 fromNarrow);
            // The message would cost more than the round trip.
            if (!written || !read || chars != bytes || fromWide != word || fromNarrow != word)
            {
                Assert.Fail($"{word}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(NotNumbers))]
    public void What_is_no_number_is_refused(string text, NumberStyles style)
    {
        Assert.False(UInt256.TryParse(text, style, null, out UInt256 value));
        Assert.True(value.IsZero);
        Assert.False(UInt256.TryParse(Encoding.UTF8.GetBytes(text), style, null, out value));
        Assert.False(Int256.TryParse(text, style, null, out Int256 signed));
        Assert.True(signed.IsZero);
        FormatException fault = Assert.Throws<FormatException>(() => UInt256.Parse(text, style, null));
        Assert.Contains("'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_byte_but_a_digit_is_refused_at_every_position()
    {
        for (int length = 1; length <= 77; length++)
        {
            byte[] text = new byte[length];
            text.AsSpan().Fill((byte)'1');
            for (int position = 0; position < length; position++)
            {
                for (int code = 0; code < 256; code++)
                {
                    text[position] = (byte)code;
                    bool read = UInt256.TryParse(text, NumberStyles.None, null, out _);
                    if (read != char.IsAsciiDigit((char)code))
                    {
                        Assert.Fail($"{code:x2} at {position} of {length}");
                    }
                }

                text[position] = (byte)'1';
            }
        }
    }

    [Fact]
    public void Numbers_beyond_256_bits_are_out_of_range_and_the_fault_names_them()
    {
        string beyond = EdgeNumbers.TwoTo256.ToString(CultureInfo.InvariantCulture);
        string[] texts =
        [
            beyond,
            $"1{beyond}",
            new string('9', 78),
            new string('9', 500),
            "-1",
            $"-{beyond}",
        ];
        foreach (string text in texts)
        {
            Assert.False(UInt256.TryParse(text, out UInt256 value));
            Assert.True(value.IsZero);
            OverflowException fault = Assert.Throws<OverflowException>(() => UInt256.Parse(text));
            Assert.Contains(text[..Math.Min(text.Length, 80)], fault.Message, StringComparison.Ordinal);
            Assert.True(fault.Message.Length < 130);
        }

        Assert.Throws<FormatException>(() => UInt256.Parse(new string('9', 500) + 'x'));
        Assert.Throws<OverflowException>(() =>
            UInt256.Parse($"1{new string('0', 64)}", NumberStyles.HexNumber, null)
        );
        Assert.Equal(
            UInt256.MaxValue,
            UInt256.Parse((EdgeNumbers.TwoTo256 - 1).ToString(CultureInfo.InvariantCulture))
        );
        Assert.Equal(UInt256.One, UInt256.Parse(new string('0', 300) + '1'));
        Assert.Equal(UInt256.Zero, UInt256.Parse("-0"));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("0x", true)]
    [InlineData("x1", true)]
    [InlineData("0x0x1", true)]
    [InlineData(" 1", true)]
    [InlineData("0x1", false)]
    [InlineData("0Xf", false)]
    [InlineData("f", false)]
    public void Hexadecimal_text_is_digits_after_at_most_one_prefix(string text, bool refused)
    {
        Assert.NotEqual(refused, UInt256.TryParseHex(text, out UInt256 value));
        Assert.NotEqual(refused, UInt256.TryParseHex(Encoding.UTF8.GetBytes(text), out _));
        Assert.Equal(refused, value.IsZero);
    }

    [Fact]
    public void A_hexadecimal_number_may_be_long_only_by_its_zeros()
    {
        Assert.True(UInt256.TryParseHex(new string('0', 200) + new string('f', 64), out UInt256 word));
        Assert.Equal(UInt256.MaxValue, word);
        Assert.False(UInt256.TryParseHex('1' + new string('f', 64), out word));
        Assert.False(UInt256.TryParseHex('z' + new string('f', 64), out word));
        Assert.True(word.IsZero);
    }

    [Fact]
    public void Styles_that_ask_for_more_are_an_error_of_the_caller()
    {
        NumberStyles[] unsupported =
        [
            NumberStyles.AllowThousands,
            NumberStyles.Currency,
            NumberStyles.Float,
            NumberStyles.AllowBinarySpecifier,
            NumberStyles.HexNumber | NumberStyles.AllowLeadingSign,
            (NumberStyles)0x4000,
        ];
        foreach (NumberStyles style in unsupported)
        {
            Assert.Throws<ArgumentException>(() => UInt256.TryParse("1", style, null, out _));
            Assert.Throws<ArgumentException>(() => Int256.Parse("1"u8, style, null));
        }
    }

    [Fact]
    public void A_buffer_one_too_small_is_left_alone()
    {
        foreach (string format in new[] { "D", "G", "X", "x64", "D100", "d2" })
        {
            foreach (UInt256 word in new[] { UInt256.Zero, new UInt256(42), UInt256.MaxValue })
            {
                string text = word.ToString(format);
                char[] chars = new char[text.Length];
                byte[] bytes = new byte[text.Length];
                Assert.True(word.TryFormat(chars, out int written, format, null));
                Assert.Equal(text.Length, written);
                Assert.Equal(text, new string(chars));
                Assert.True(word.TryFormat(bytes, out written, format, null));
                Assert.Equal(text, Encoding.UTF8.GetString(bytes));
                Array.Clear(chars);
                Assert.False(word.TryFormat(chars.AsSpan(1), out written, format, null));
                Assert.Equal(0, written);
                Assert.False(word.TryFormat(bytes.AsSpan(1), out written, format, null));
                Assert.Equal(0, written);
                Assert.All(chars, static c => Assert.Equal('\0', c));
            }
        }
    }

    [Theory]
    [InlineData("N")]
    [InlineData("E")]
    [InlineData("G5")]
    [InlineData("D-1")]
    [InlineData("Dx")]
    [InlineData("D1000000000")]
    [InlineData("X 1")]
    public void Other_formats_are_refused(string format) =>
        Assert.Throws<FormatException>(() => UInt256.One.ToString(format));

    [Fact]
    public void Cultures_change_nothing()
    {
        NumberFormatInfo odd = new() { NegativeSign = "~", PositiveSign = "#" };
        Assert.Equal("-1", Int256.NegativeOne.ToString(null, odd));
        Assert.Equal(Int256.NegativeOne, Int256.Parse("-1", odd));
        Assert.False(Int256.TryParse("~1", odd, out _));
        Assert.Equal("12", string.Create(odd, $"{new UInt256(12)}"));
    }
}
