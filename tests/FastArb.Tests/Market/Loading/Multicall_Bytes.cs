using FastArb.EvmMath;
using FastArb.Market;
using FastArb.Market.Internals;
using Xunit;

namespace FastArb.Tests.Market.Loading;

/// <summary>The words of Multicall3, as Solidity's ABI has them.</summary>
public sealed class Multicall_Bytes
{
    [Fact]
    public void A_question_is_what_the_abi_says()
    {
        ContractCall call = new(Address.FromLowBits(0xab), [0x0d, 0xfe, 0x16, 0x81]);
        // cast calldata 'aggregate3((address,bool,bytes)[])' '[(0x..ab,true,0x0dfe1681)]'
        string[] words =
        [
            "0000000000000000000000000000000000000000000000000000000000000020",
            "0000000000000000000000000000000000000000000000000000000000000001",
            "0000000000000000000000000000000000000000000000000000000000000020",
            "00000000000000000000000000000000000000000000000000000000000000ab",
            "0000000000000000000000000000000000000000000000000000000000000001",
            "0000000000000000000000000000000000000000000000000000000000000060",
            "0000000000000000000000000000000000000000000000000000000000000004",
            "0dfe168100000000000000000000000000000000000000000000000000000000",
        ];
        Assert.Equal(
            "82ad56cb" + string.Concat(words),
            Convert.ToHexStringLower(Multicall.Ask([call]).AsSpan())
        );
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Any_answer_is_read_or_refused_and_never_breaks(ulong seed)
    {
        SeededBits bits = new(seed);
        byte[] good = MadeContracts.Words(32, 2, 64, 192, 1, 64, 32, 77, 0, 64, 0);
        ReadOnlyMemory<byte>[] results = new ReadOnlyMemory<byte>[2];
        Assert.True(Multicall.TryRead(good, results));
        Assert.Equal(MadeContracts.Words(77), results[0].ToArray());
        Assert.Equal(0, results[1].Length);
        Assert.False(Multicall.TryRead(good, new ReadOnlyMemory<byte>[1]));
        Assert.False(Multicall.TryRead(default, []));
        Assert.True(Multicall.TryRead(MadeContracts.Words(32, 0), []));
        for (int i = 0; i < TestRounds.Of(20_000); i++)
        {
            byte[] bytes = [.. good];
            for (int k = 1 + (int)(bits.NextUInt64() % 3); k > 0; k--)
            {
                int word = (int)(bits.NextUInt64() % 11) * UInt256.ByteCount;
                UInt256 value =
                    bits.NextUInt64() % 2 == 0 ? (UInt256)bits.NextBits(256) : (UInt256)bits.NextBits(9);
                value.WriteBigEndian(bytes.AsSpan(word));
            }

            int length = (int)(bits.NextUInt64() % (ulong)(bytes.Length + 1));
            if (Multicall.TryRead(bytes.AsMemory(0, i % 2 == 0 ? bytes.Length : length), results))
            {
                Assert.All(results, result => Assert.InRange(result.Length, 0, bytes.Length));
            }
        }
    }
}
