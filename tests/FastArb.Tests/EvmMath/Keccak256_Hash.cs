using System.Text;
using FastArb.EvmMath;
using FastArb.EvmMath.Internals;
using Xunit;

namespace FastArb.Tests.EvmMath;

public sealed class Keccak256_Hash
{
    [Theory]
    [InlineData("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    [InlineData(
        "The quick brown fox jumps over the lazy dog",
        "4d741b6f1eb29cb2a9b9911c82f56fa8d73b04959d3d9d222895df6c0b28aa15"
    )]
    public void Known_answers_hold(string text, string hash)
    {
        byte[] bytes = new byte[Keccak256.HashByteCount];
        Keccak256.Hash(Encoding.ASCII.GetBytes(text), bytes);
        Assert.Equal(hash, Convert.ToHexStringLower(bytes));
    }

    [Fact]
    public void Every_length_up_to_300_agrees_with_the_specification_step_by_step()
    {
        SeededBits bits = new(0x4B656363);
        byte[] data = new byte[300];
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = (byte)bits.NextUInt64();
        }

        for (int length = 0; length <= data.Length; length++)
        {
            byte[] hash = new byte[Keccak256.HashByteCount];
            Keccak256.Hash(data.AsSpan(0, length), hash);
            Assert.Equal(KeccakSpecification.Hash(data.AsSpan(0, length)), hash);
            Assert.Equal(UInt256.ReadBigEndian(hash), Keccak256.Hash(data.AsSpan(0, length)));
        }
    }

    [Fact]
    public void The_permutation_agrees_with_the_specification()
    {
        SeededBits bits = new(0x1600);
        ulong[] expected = new ulong[KeccakLanes.Count];
        ulong[] actual = new ulong[KeccakLanes.Count];
        for (int trial = 0; trial < 1000; trial++)
        {
            for (int lane = 0; lane < expected.Length; lane++)
            {
                expected[lane] = actual[lane] = bits.NextUInt64();
            }

            KeccakSpecification.Permute(expected);
            KeccakPermutation.Permute(ref actual[0]);
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void The_hash_may_overwrite_its_own_input()
    {
        byte[] data = [.. Enumerable.Range(0, 200).Select(static i => (byte)i)];
        byte[] expected = KeccakSpecification.Hash(data);
        Keccak256.Hash(data, data);
        Assert.Equal(expected, data[..Keccak256.HashByteCount]);
    }

    [Fact]
    public void A_destination_one_byte_short_is_refused() =>
        Assert.Throws<ArgumentException>(static () => Keccak256.Hash([1, 2, 3], new byte[31]));
}
