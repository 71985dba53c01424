using System.Globalization;
using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

[Trait("gate", "allocation")]
public sealed class Text_Allocation
{
    private const int Calls = 10_000;
    private const string Decimal =
        "115792089237316195423570985008687907853269984665640564039457584007913129639935";

    private readonly byte[] _utf8 = new byte[200];
    private readonly char[] _chars = new char[200];
    private readonly byte[] _digits = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"u8.ToArray();

    [Fact]
    public void Reading_numbers_allocates_nothing()
    {
        AllocatesNothing(() => UInt256.TryParse(Decimal, out _));
        AllocatesNothing(() => UInt256.TryParse("12x", out _));
        AllocatesNothing(() => Int256.TryParse(" -77 ", NumberStyles.Integer, null, out _));
        AllocatesNothing(() => UInt256.TryParseHex("0x1f", out _));
        AllocatesNothing(() => Int256.TryParseHex(_digits, out _));
        AllocatesNothing(() => UInt256.TryReadBigEndian(_utf8.AsSpan(0, 7), true, out _));
    }

    [Fact]
    public void Writing_numbers_into_buffers_allocates_nothing()
    {
        AllocatesNothing(() => UInt256.MaxValue.TryFormat(_utf8, out _, default, null));
        AllocatesNothing(() => UInt256.MaxValue.TryFormat(_chars, out _, "D90", null));
        AllocatesNothing(() => Int256.MinValue.TryFormat(_chars, out _, default, null));
        AllocatesNothing(() => Int256.MinValue.TryFormat(_utf8, out _, "x64", null));
        AllocatesNothing(() => UInt256.MaxValue.TryWriteBigEndian(_utf8, out _));
    }

    [Fact]
    public void Addresses_hex_and_hashes_allocate_nothing()
    {
        Address address = Address.Parse(_digits);
        AllocatesNothing(() => Address.TryParse(_digits, out _));
        AllocatesNothing(() => address.TryFormat(_chars, out _, default, null));
        AllocatesNothing(() => Hex.TryDecodeAddress(_digits.AsSpan(2), out _));
        AllocatesNothing(() => Hex.TryDecode(_digits.AsSpan(2), _utf8));
        AllocatesNothing(() => Keccak256.Hash(_digits).IsZero);
        AllocatesNothing(() => ContractAddress.Create(address, 7).IsZero);
        AllocatesNothing(() =>
            ContractAddress.UniswapV3Pool(address, UInt256.One, address, Address.Zero, 500).IsZero
        );
    }

    private static void AllocatesNothing(Func<bool> call) =>
        Assert.Equal(
            0,
            AllocatedBytes.Least(() =>
            {
                for (int i = 0; i < Calls; i++)
                {
                    call();
                }
            })
        );
}
