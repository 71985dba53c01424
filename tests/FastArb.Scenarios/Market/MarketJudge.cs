using System.Collections.Immutable;
using System.Text.Json.Nodes;
using FastArb.EvmMath;
using FastArb.Market;
using Xunit;

namespace FastArb.Scenarios.Market;

/// <summary>
/// What the node itself says of its pools at a block, by the contract that tries things out.
/// </summary>
internal sealed class MarketJudge(DeployedMarket market)
{
    private const long CallGas = 900_000_000;

    private const int WordsPerTick = 3;

    private static readonly UInt256 s_concentrated = UInt256.One << 255;
    private static readonly UInt256 s_zeroForOne = UInt256.One << 254;

    /// <summary>How the contract is told of a pool, and of a direction.</summary>
    public static UInt256 WordOf(Pool pool, bool zeroForOne = false) =>
        pool.Address.ToWord()
        | (pool.TickSpacing == 0 ? UInt256.Zero : s_concentrated)
        | (zeroForOne ? s_zeroForOne : UInt256.Zero);

    /// <summary>The whole state of each pool, every word of its tick bitmap looked at.</summary>
    public async Task<PoolContent[]> StatesAsync(string blockHash, CancellationToken cancellation)
    {
        UInt256[] pools = [.. market.Plan.Pools.Select(pool => WordOf(pool))];
        UInt256[] words = await AskAsync("states(uint256[])", pools, blockHash, cancellation);
        PoolContent[] states = new PoolContent[pools.Length];
        int at = 0;
        foreach (Pool pool in market.Plan.Pools)
        {
            int count = (int)words[at];
            ReadOnlySpan<UInt256> own = words.AsSpan(at + 1, count);
            states[pool.Index] = pool.TickSpacing == 0 ? PairOf(own) : PoolOf(pool, own);
            at += 1 + count;
        }

        Assert.Equal(words.Length, at);
        return states;
    }

    /// <summary>A list to one of the contract's functions, and the list that it gives.</summary>
    public async Task<UInt256[]> AskAsync(
        string signature,
        UInt256[] words,
        string blockHash,
        CancellationToken cancellation
    )
    {
        JsonObject call = market.Transaction(0, market.Judge, AbiCall.OfList(signature, words), gas: CallGas);
        JsonObject block = new() { ["blockHash"] = blockHash };
        return AbiCall.List(await market.Rpc.CallAsync("eth_call", [call, block], cancellation));
    }

    private static PoolContent PairOf(ReadOnlySpan<UInt256> words) =>
        new() { Reserve0 = (UInt128)words[0], Reserve1 = (UInt128)words[1] };

    private static PoolContent PoolOf(Pool pool, ReadOnlySpan<UInt256> words)
    {
        ImmutableArray<PoolTick>.Builder ticks = ImmutableArray.CreateBuilder<PoolTick>();
        for (int i = WordsPerTick; i < words.Length; i += WordsPerTick)
        {
            ticks.Add(new PoolTick((int)words[i], (UInt128)words[i + 1], (Int128)words[i + 2]));
        }

        return new PoolContent
        {
            SqrtPriceX96 = words[0],
            Tick = (int)words[1],
            Liquidity = (UInt128)words[2],
            FeePips = pool.FeePips,
            Ticks = ticks.DrainToImmutable(),
        };
    }
}
