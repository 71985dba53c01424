using System.Numerics;
using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

public sealed class UInt256_Bytes
{
    private const ulong Seed = 0x42797465;

    [Fact]
    public void Limbs_lie_in_bytes_as_their_weights_say()
    {
        byte[] ascending = [.. Enumerable.Range(0, 32).Select(static i => (byte)i)];
        Assert.Equal(
            (0x18191A1B1C1D1E1FUL, 0x1011121314151617UL, 0x08090A0B0C0D0E0FUL, 0x0001020304050607UL),
            UInt256.ReadBigEndian(ascending).Limbs
        );
        Assert.Equal(
            (0x0706050403020100UL, 0x0F0E0D0C0B0A0908UL, 0x1716151413121110UL, 0x1F1E1D1C1B1A1918UL),
            UInt256.ReadLittleEndian(ascending).Limbs
        );
    }

    [Fact]
    public void Reading_and_writing_are_inverse_in_both_orders()
    {
        SeededBits bits = new(Seed);
        byte[] big = new byte[32];
        byte[] little = new byte[32];
        for (int trial = 0; trial < 10_000; trial++)
        {
            UInt256 word = new(bits.NextUInt64(), bits.NextUInt64(), bits.NextUInt64(), bits.NextUInt64());
            Int256 signed = new(word);
            word.WriteBigEndian(big);
            word.WriteLittleEndian(little);
            Assert.Equal(big, little.Reverse());
            Assert.Equal(word.Limbs, UInt256.ReadBigEndian(big).Limbs);
            Assert.Equal(word.Limbs, UInt256.ReadLittleEndian(little).Limbs);
            Assert.Equal(word.Limbs, Int256.ReadBigEndian(big)._bits.Limbs);
            Assert.Equal(word.Limbs, Int256.ReadLittleEndian(little)._bits.Limbs);
            Assert.True(signed.TryWriteBigEndian(little, out int written));
            Assert.Equal(32, written);
            Assert.Equal(big, little);
        }
    }

    [Fact]
    public void Byte_strings_of_any_length_read_as_a_big_integer_reads_them()
    {
        SeededBits bits = new(Seed);
        BigInteger top = BigInteger.One << 256;
        for (int trial = 0; trial < 10_000; trial++)
        {
            byte[] bytes = new byte[(int)(bits.NextUInt64() % 40)];
            byte extension = (byte)(bits.NextUInt64() % 2 * 255);
            int plain = (int)(bits.NextUInt64() % 12);
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i] = i < plain ? extension : (byte)bits.NextUInt64();
            }

            foreach (bool isUnsigned in new[] { true, false })
            {
                foreach (bool isBig in new[] { true, false })
                {
                    BigInteger number = new(bytes, isUnsigned, isBig);
                    bool read = isBig
                        ? UInt256.TryReadBigEndian(bytes, isUnsigned, out UInt256 word)
                        : UInt256.TryReadLittleEndian(bytes, isUnsigned, out word);
                    Assert.Equal(number >= 0 && number < top, read);
                    Assert.Equal(read ? number : 0, EdgeNumbers.Big(word));

                    read = isBig
                        ? Int256.TryReadBigEndian(bytes, isUnsigned, out Int256 signed)
                        : Int256.TryReadLittleEndian(bytes, isUnsigned, out signed);
                    Assert.Equal(number >= -(top >> 1) && number < top >> 1, read);
                    Assert.Equal(read ? number : 0, EdgeNumbers.Big(signed));
                }
            }
        }
    }

    [Fact]
    public void Spans_one_byte_short_are_refused()
    {
        byte[] shorter = new byte[31];
        Assert.Throws<ArgumentException>(() => UInt256.ReadBigEndian(shorter));
        Assert.Throws<ArgumentException>(() => UInt256.ReadLittleEndian(shorter));
        Assert.Throws<ArgumentException>(() => UInt256.One.WriteBigEndian(shorter));
        Assert.Throws<ArgumentException>(() => UInt256.One.WriteLittleEndian(shorter));
        Assert.False(UInt256.One.TryWriteBigEndian(shorter, out int written));
        Assert.False(Int256.One.TryWriteLittleEndian(shorter, out int signedWritten));
        Assert.Equal(0, written + signedWritten);
        Assert.Equal(new byte[31], shorter);
    }
}
