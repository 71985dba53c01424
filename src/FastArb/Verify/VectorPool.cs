using System.Collections.Immutable;
using System.Numerics;
using System.Text.Json;
using FastArb.EvmMath;
using FastArb.Market;

namespace FastArb.Verify;

/// <summary>A concentrated pool as vectors write it.</summary>
internal static class VectorPool
{
    /// <summary>
    /// Far more than any pool of the vectors has: blocks that grew leave their old room behind.
    /// </summary>
    private const int TickCapacity = 1 << 12;

    /// <summary>Room for the pools of one case.</summary>
    public static PoolTableOptions TableOptions { get; } =
        new()
        {
            TickCapacity = TickCapacity,
            TickWordCapacity = TickCapacity,
            ScratchPools = 0,
        };

    public static FeeTier Tier(JsonElement pool) =>
        new((uint)Number(pool, "fee", SwapMath.FeeUnits), (int)Number(pool, "tickSpacing", 1 << 14));

    public static PoolContent Content(JsonElement pool) =>
        new()
        {
            SqrtPriceX96 = VectorLine.Word(pool, "sqrtPriceX96"),
            Tick = (int)Number(pool, "tick", TickMath.MaxTick),
            Liquidity = (UInt128)Liquidity(VectorLine.Member(pool, "liquidity")),
            FeePips = Tier(pool).FeePips,
            Ticks = [.. VectorLine.Member(pool, "ticks").EnumerateArray().Select(Tick)],
        };

    /// <summary>A table with room for one such pool, at index 0.</summary>
    public static PoolTable Table(FeeTier tier)
    {
        Venue venue = new("venue", new UniswapV3Kind(), Address.Zero, null, default, [tier]);
        TokenList tokens = new(
            [Token(1), Token(2)],
            ImmutableDictionary<string, ImmutableArray<string>>.Empty
        );
        Pool pool = new(
            0,
            venue,
            Address.Zero,
            UInt256.Zero,
            tokens[0],
            tokens[1],
            tier.FeePips,
            tier.TickSpacing
        );
        return new PoolTable(new MarketPlan(1, tokens, [venue], [pool]), TableOptions);
    }

    private static Token Token(uint number) =>
        new(0, $"token {number}", Address.FromLowBits(new UInt256(number)), 18, CountsAsUsd: false);

    private static PoolTick Tick(JsonElement tick) =>
        tick.ValueKind == JsonValueKind.Array
        && tick.GetArrayLength() == 3
        && tick[0].TryGetInt32(out int number)
            ? new PoolTick(number, (UInt128)Liquidity(tick[1]), (Int128)Liquidity(tick[2]))
            : throw new InvalidDataException("a tick is not a list of tick, gross and net liquidity");

    private static BigInteger Liquidity(JsonElement value)
    {
        BigInteger number = VectorLine.Integer(value, "liquidity");
        return BigInteger.Abs(number).GetBitLength() < 128
            ? number
            : throw new InvalidDataException("liquidity does not fit 127 bits");
    }

    private static long Number(JsonElement parent, string name, long most) =>
        VectorLine.Member(parent, name) is { ValueKind: JsonValueKind.Number } value
        && value.TryGetInt64(out long number)
        && Math.Abs(number) <= most
            ? number
            : throw new InvalidDataException($"'{name}' is not a number of its type");
}
