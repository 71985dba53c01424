using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

public sealed class Address_Order
{
    private const ulong Seed = 0x4F726472;

    [Fact]
    public void An_address_is_20_bytes_and_blittable()
    {
        Assert.Equal(20, Unsafe.SizeOf<Address>());
        Assert.False(RuntimeHelpers.IsReferenceOrContainsReferences<Address>());
        byte[] bytes = [.. Enumerable.Range(1, 20).Select(static i => (byte)i)];
        Address address = Address.Read(bytes);
        Assert.Equal(bytes, MemoryMarshal.AsBytes(new ReadOnlySpan<Address>(in address)));
    }

    [Fact]
    public void Order_and_equality_are_those_of_the_unsigned_number()
    {
        SeededBits bits = new(Seed);
        for (int trial = 0; trial < 20_000; trial++)
        {
            UInt256 x = EdgeNumbers.Word(bits.NextBits(160));
            UInt256 y = trial % 4 == 0 ? x : EdgeNumbers.Word(EdgeNumbers.Big(x) ^ bits.NextBits(160));
            Assert.True(Address.TryFromWord(x, out Address a) & Address.TryFromWord(y, out Address b));
            int order =
                x < y ? -1
                : x > y ? 1
                : 0;
            Assert.Equal(order, Math.Sign(a.CompareTo(b)));
            Assert.Equal(order, Math.Sign(a.CompareTo((object)b)));
            Assert.Equal((order < 0, order <= 0, order > 0, order >= 0), (a < b, a <= b, a > b, a >= b));
            Assert.Equal((order == 0, order != 0, order == 0), (a == b, a != b, a.Equals((object)b)));
            Assert.True(order != 0 || a.GetHashCode() == b.GetHashCode());
            Assert.Equal(x, a.ToWord());
            Assert.Equal(x.IsZero, a.IsZero);
        }
    }

    [Fact]
    public void A_word_with_one_of_its_upper_96_bits_set_is_no_address()
    {
        for (int bit = 160; bit < 256; bit++)
        {
            UInt256 word = EdgeNumbers.Word((BigInteger.One << bit) + 7);
            Assert.False(Address.TryFromWord(word, out _));
            Assert.Equal(new UInt256(7), Address.FromLowBits(word).ToWord());
        }
    }

    [Fact]
    public void Spans_one_byte_short_are_refused()
    {
        Assert.Throws<ArgumentException>(static () => Address.Read(new byte[19]));
        Assert.Throws<ArgumentException>(static () => Address.Zero.Write(new byte[19]));
        Assert.Throws<ArgumentException>(static () => Address.Zero.CompareTo("0x"));
        Assert.Equal(1, Address.Zero.CompareTo(null));
    }
}
