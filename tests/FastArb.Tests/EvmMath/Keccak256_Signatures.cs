using System.Text;
using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

public sealed class Keccak256_Signatures
{
    [Theory]
    [InlineData(
        "Sync(uint112,uint112)",
        "0x1c411e9a96e071241c2f21f7726b17ae89e3cab4c78be50e062b03a9fffbbad1"
    )]
    [InlineData(
        "Swap(address,uint256,uint256,uint256,uint256,address)",
        "0xd78ad95fa46c994b6551d0da85fc275fe613ce37657fb8d5e3d130840159d822"
    )]
    [InlineData(
        "Swap(address,address,int256,int256,uint160,uint128,int24)",
        "0xc42079f94a6350d7e6235f29174924f928cc2ac818eb64fed8004e115fbcca67"
    )]
    [InlineData(
        "Mint(address,address,int24,int24,uint128,uint256,uint256)",
        "0x7a53080ba414158be7ec69b987b5fb7d07dee101fe85488f0853ae16239d0bde"
    )]
    [InlineData(
        "Burn(address,int24,int24,uint128,uint256,uint256)",
        "0x0c396cd989a39f4459b5fa1aed6a9a8dcdbc45908acfd67e028cd568da98982c"
    )]
    [InlineData(
        "Initialize(uint160,int24)",
        "0x98636036cb66a9c19a37435efc1e90142190214e8abeb821bdba3f2990dd4c95"
    )]
    [InlineData(
        "Collect(address,address,int24,int24,uint128,uint128)",
        "0x70935338e69775456a85ddef226c395fb668b63fa0115f5f20610b388e6ca9c0"
    )]
    [InlineData(
        "Flash(address,address,uint256,uint256,uint256,uint256)",
        "0xbdbdb71d7860376ba52b25a5028beea23581364a40522f6bcfb86bb1f2dca633"
    )]
    [InlineData(
        "SetFeeProtocol(uint8,uint8,uint8,uint8)",
        "0x973d8d92bb299f4af6ce49b52a8adb85ae46b9f214c4c4fc06ac77401237b133"
    )]
    [InlineData(
        "PairCreated(address,address,address,uint256)",
        "0x0d3648bd0f6ba80134a33ba9275ac585d9d315f0ad8355cddefde31afa28d0e9"
    )]
    [InlineData(
        "PoolCreated(address,address,uint24,int24,address)",
        "0x783cca1c0412dd0d695e784568c96da2e9c22ff989357a2e8b1d9b2b4e6b7118"
    )]
    public void Topic_zero_is_the_hash_of_the_events_signature(string signature, string topic) =>
        Assert.Equal(topic, $"0x{Keccak256.Hash(Encoding.ASCII.GetBytes(signature)):x64}");

    [Theory]
    [InlineData("getPair(address,address)", "0xe6a43905")]
    [InlineData("getPool(address,address,uint24)", "0x1698ee82")]
    [InlineData("allPairsLength()", "0x574f2ba3")]
    [InlineData("allPairs(uint256)", "0x1e3dd18b")]
    [InlineData("getReserves()", "0x0902f1ac")]
    [InlineData("slot0()", "0x3850c7bd")]
    [InlineData("token0()", "0x0dfe1681")]
    [InlineData("token1()", "0xd21220a7")]
    [InlineData("liquidity()", "0x1a686502")]
    [InlineData("tickSpacing()", "0xd0c93a7c")]
    [InlineData("fee()", "0xddca3f43")]
    [InlineData("ticks(int24)", "0xf30dba93")]
    [InlineData("tickBitmap(int16)", "0x5339c296")]
    [InlineData("decimals()", "0x313ce567")]
    [InlineData("symbol()", "0x95d89b41")]
    [InlineData("aggregate3((address,bool,bytes)[])", "0x82ad56cb")]
    public void A_selector_is_the_first_four_bytes_of_the_hash(string signature, string selector) =>
        Assert.Equal(selector, $"0x{Keccak256.Hash(Encoding.ASCII.GetBytes(signature)):x64}"[..10]);
}
