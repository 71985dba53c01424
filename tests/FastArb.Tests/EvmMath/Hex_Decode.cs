using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using FastArb.EvmMath;
using FastArb.EvmMath.Internals;
using Xunit;

namespace FastArb.Tests.EvmMath;

public sealed class Hex_Decode
{
    private const ulong Seed = 0x486578;

    private delegate bool Decoder(ReadOnlySpan<byte> digits, Span<byte> bytes);

    /// <summary>
    /// Each way to decode a word or an address that this machine has, not only the one it would choose.
    /// </summary>
    private static List<(string Name, int Digits, Decoder Decode)> Decoders()
    {
        List<(string, int, Decoder)> decoders =
        [
            ("word", 64, static (d, b) => Hex.TryDecodeWord(d, out UInt256 word) && Written(word, b)),
            (
                "word, portable",
                64,
                static (d, b) => HexPortable.TryDecodeWord(d, out UInt256 w) && Written(w, b)
            ),
            ("address", 40, static (d, b) => Hex.TryDecodeAddress(d, out Address a) && Written(a, b)),
            (
                "address, portable",
                40,
                static (d, b) => HexPortable.TryDecodeAddress(d, out Address a) && Written(a, b)
            ),
            .. Enumerable
                .Range(0, 140)
                .Select(static n => ($"{2 * n} digits", 2 * n, (Decoder)Hex.TryDecode)),
        ];
        if (Avx2.IsSupported)
        {
            decoders.Add(
                (
                    "word, AVX2",
                    64,
                    static (d, b) => HexAvx2.TryDecodeWord(ref First(d), out UInt256 w) && Written(w, b)
                )
            );
            decoders.Add(
                (
                    "address, AVX2",
                    40,
                    static (d, b) => HexAvx2.TryDecodeAddress(ref First(d), out Address a) && Written(a, b)
                )
            );
        }

        return decoders;
    }

    private static ref byte First(ReadOnlySpan<byte> span) => ref Unsafe.AsRef(in span[0]);

    private static bool Written(in UInt256 word, Span<byte> bytes)
    {
        word.WriteBigEndian(bytes);
        return true;
    }

    private static bool Written(Address address, Span<byte> bytes)
    {
        address.Write(bytes);
        return true;
    }

    [Fact]
    public void Digits_of_both_cases_give_the_bytes_they_spell()
    {
        SeededBits bits = new(Seed);
        foreach ((string name, int digits, Decoder decode) in Decoders())
        {
            for (int trial = 0; trial < 20; trial++)
            {
                byte[] text = MixedCaseDigits(bits, digits);
                byte[] bytes = new byte[digits / 2];
                Assert.True(decode(text, bytes), name);
                Assert.Equal(Convert.FromHexString(System.Text.Encoding.ASCII.GetString(text)), bytes);
            }
        }
    }

    [Fact]
    public void Every_byte_that_is_no_digit_is_refused_at_every_position()
    {
        SeededBits bits = new(Seed);
        foreach ((string name, int digits, Decoder decode) in Decoders())
        {
            byte[] text = MixedCaseDigits(bits, digits);
            byte[] bytes = new byte[digits / 2];
            for (int position = 0; position < digits; position++)
            {
                byte digit = text[position];
                for (int code = 0; code < 256; code++)
                {
                    text[position] = (byte)code;
                    if (decode(text, bytes) != char.IsAsciiHexDigit((char)code))
                    {
                        Assert.Fail($"{name}: {code:x2} at {position}");
                    }
                }

                text[position] = digit;
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(39)]
    [InlineData(41)]
    [InlineData(63)]
    [InlineData(65)]
    public void Another_number_of_digits_is_no_word_and_no_address(int digits)
    {
        byte[] text = new byte[digits];
        text.AsSpan().Fill((byte)'1');
        Assert.False(Hex.TryDecodeWord(text, out UInt256 word));
        Assert.True(word.IsZero);
        Assert.False(Hex.TryDecodeAddress(text, out Address address));
        Assert.True(address.IsZero);
    }

    [Fact]
    public void An_odd_number_of_digits_or_a_short_destination_is_refused()
    {
        Assert.False(Hex.TryDecode("123"u8, new byte[2]));
        Assert.False(Hex.TryDecode("1234"u8, new byte[1]));
        Assert.False(Hex.TryDecode("1234567812345678123456781234567812345678"u8, new byte[19]));
    }

    [Fact]
    public void What_lies_behind_the_destination_stays_as_it_was()
    {
        for (int digits = 0; digits <= 200; digits += 2)
        {
            byte[] bytes = new byte[200];
            bytes.AsSpan().Fill(0xEE);
            byte[] text = new byte[digits];
            text.AsSpan().Fill((byte)'1');
            Assert.True(Hex.TryDecode(text, bytes));
            Assert.Equal(-1, bytes.AsSpan(0, digits / 2).IndexOfAnyExcept((byte)0x11));
            Assert.Equal(-1, bytes.AsSpan(digits / 2).IndexOfAnyExcept((byte)0xEE));
        }
    }

    [Fact]
    public void Encoding_and_decoding_are_inverse()
    {
        SeededBits bits = new(Seed);
        for (int length = 0; length < 150; length++)
        {
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++)
            {
                bytes[i] = (byte)bits.NextUInt64();
            }

            byte[] text = new byte[2 * length];
            byte[] again = new byte[length];
            Hex.Encode(bytes, text);
            Assert.Equal(Convert.ToHexStringLower(bytes), System.Text.Encoding.ASCII.GetString(text));
            Assert.True(Hex.TryDecode(text, again));
            Assert.Equal(bytes, again);
        }

        Assert.Throws<ArgumentException>(static () => Hex.Encode([1, 2], new byte[3]));
    }

    private static byte[] MixedCaseDigits(SeededBits bits, int count)
    {
        byte[] text = new byte[count];
        for (int i = 0; i < count; i++)
        {
            text[i] = "0123456789abcdefABCDEF"u8[(int)(bits.NextUInt64() % 22)];
        }

        return text;
    }
}
