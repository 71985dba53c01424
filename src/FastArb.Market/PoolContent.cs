using System.Collections.Immutable;
using FastArb.EvmMath;

namespace FastArb.Market;

/// <summary>
/// The whole state of one pool at one moment, as data: what is read from a chain, from a checkpoint or from a
/// recording, and what two of them are compared by.
/// </summary>
public sealed record PoolContent
{
    /// <summary>Of constant-product pools.</summary>
    public UInt128 Reserve0 { get; init; }

    public UInt128 Reserve1 { get; init; }

    /// <summary>Of concentrated pools; 0 before they were initialized.</summary>
    public UInt256 SqrtPriceX96 { get; init; }

    public int Tick { get; init; }

    public UInt128 Liquidity { get; init; }

    /// <summary>Of concentrated pools: what a swap pays now.</summary>
    public uint FeePips { get; init; }

    /// <summary>All initialized ticks, ascending.</summary>
    public ImmutableArray<PoolTick> Ticks { get; init; } = [];

    /// <summary>
    /// What differs first between two states, as a sentence without its beginning; null where nothing does.
    /// </summary>
    public string? DifferenceFrom(PoolContent other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if ((Reserve0, Reserve1) != (other.Reserve0, other.Reserve1))
        {
            return $"reserves {Reserve0}, {Reserve1} are not {other.Reserve0}, {other.Reserve1}";
        }

        if (SqrtPriceX96 != other.SqrtPriceX96)
        {
            return $"square root price {SqrtPriceX96} is not {other.SqrtPriceX96}";
        }

        if ((Tick, Liquidity) != (other.Tick, other.Liquidity))
        {
            return $"tick {Tick} and liquidity {Liquidity} are not {other.Tick} and {other.Liquidity}";
        }

        if (FeePips != other.FeePips)
        {
            return $"fee {FeePips} is not {other.FeePips}";
        }

        for (int i = 0; i < Math.Min(Ticks.Length, other.Ticks.Length); i++)
        {
            if (Ticks[i] != other.Ticks[i])
            {
                return $"{Ticks[i]} is not {other.Ticks[i]}";
            }
        }

        return Ticks.Length == other.Ticks.Length
            ? null
            : $"{Ticks.Length} ticks are not {other.Ticks.Length}";
    }
}
