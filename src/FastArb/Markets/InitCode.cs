using System.Collections.Immutable;
using FastArb.EvmMath;
using FastArb.Market;

namespace FastArb.Markets;

/// <summary>
/// Hashes of the code that well-known factories make their pools of. The first of each kind is Uniswap's own,
/// from its published bytecode.
/// </summary>
internal static class InitCode
{
    // https://github.com/Uniswap/v2-periphery/blob/master/contracts/libraries/UniswapV2Library.sol, and in
    // QuickSwap's copy of that file.
    private static readonly UInt256 s_uniswapV2 = EventTopic.Parse(
        "0x96e8ac4277198ff8b6f785478aa9a39f403cb768dd02cbee326c3e7da348845f"
    );

    // https://github.com/sushiswap/v2-core, of the factories on all chains.
    private static readonly UInt256 s_sushiV2 = EventTopic.Parse(
        "0xe18a34eb0e04b04f7a0ac29a6e80748dca96319b42c54d679cb821dca90c6303"
    );

    // https://github.com/Uniswap/v3-periphery/blob/main/contracts/libraries/PoolAddress.sol.
    private static readonly UInt256 s_uniswapV3 = EventTopic.Parse(
        "0xe34f199b19b2b4f47f68442619d555527d244f78a3297ea89325f843f87b8b54"
    );

    public static ImmutableArray<UInt256> HashesOf(VenueKind kind) =>
        kind is UniswapV2Kind ? [s_uniswapV2, s_sushiV2] : [s_uniswapV3];
}
