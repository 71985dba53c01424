using FastArb.Feed.Internals;
using Xunit;

namespace FastArb.Tests.Feed.WebSocket;

public sealed class FrameMask_Bytes
{
    [Fact]
    public void Each_byte_is_masked_with_the_key_s_byte_of_its_place()
    {
        // The example of RFC 6455, section 5.7: "Hello" under 37 fa 21 3d.
        byte[] masked = new byte[5];
        FrameMask.Apply("Hello"u8, masked, 0x3D21FA37);
        Assert.Equal(Convert.FromHexString("7F9F4D5158"), masked);
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Any_length_is_masked_as_byte_by_byte_and_masking_twice_gives_the_bytes_back(ulong seed)
    {
        SeededBits bits = new(seed);
        for (int length = 0; length < 100; length++)
        {
            byte[] plain = [.. Enumerable.Range(0, length).Select(_ => (byte)bits.NextUInt64())];
            uint key = (uint)bits.NextUInt64();
            byte[] expected = [.. plain.Select((value, i) => (byte)(value ^ (key >> (8 * (i % 4)))))];
            byte[] masked = [.. plain];
            FrameMask.Apply(masked, masked, key);
            Assert.Equal(expected, masked);
            FrameMask.Apply(masked, masked, key);
            Assert.Equal(plain, masked);
        }
    }

    [Fact]
    [Trait("gate", "allocation")]
    public void Keys_differ_and_cost_no_allocation()
    {
        MaskKeys keys = new();
        HashSet<uint> drawn = [.. Enumerable.Range(0, 1000).Select(_ => keys.Next())];
        Assert.True(drawn.Count > 990);
        uint all = 0;
        long allocated = AllocatedBytes.Least(() =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                all |= keys.Next();
            }
        });
        Assert.Equal(0, allocated);
        Assert.Equal(uint.MaxValue, all);
    }
}
