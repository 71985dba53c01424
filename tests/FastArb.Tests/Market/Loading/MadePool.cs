using System.Collections.Immutable;
using FastArb.Market;

namespace FastArb.Tests.Market.Loading;

/// <summary>A pool's state on a made chain, and of which positions its ticks are made.</summary>
internal sealed record MadePool(
    PoolContent Content,
    ImmutableArray<(int Lower, int Upper, long Liquidity)> Positions
)
{
    /// <summary>
    /// With a position more, or one less: ticks and liquidity are made anew from all of them.
    /// </summary>
    public MadePool With(ImmutableArray<(int Lower, int Upper, long Liquidity)> positions)
    {
        SortedDictionary<int, (UInt128 Gross, Int128 Net)> ticks = [];
        foreach ((int lower, int upper, long liquidity) in positions)
        {
            (UInt128 gross, Int128 net) = ticks.GetValueOrDefault(lower);
            ticks[lower] = (gross + (UInt128)liquidity, net + liquidity);
            (gross, net) = ticks.GetValueOrDefault(upper);
            ticks[upper] = (gross + (UInt128)liquidity, net - liquidity);
        }

        return new MadePool(
            Content with
            {
                Liquidity = LiquidityAt(positions, Content.Tick),
                Ticks = [.. ticks.Select(tick => new PoolTick(tick.Key, tick.Value.Gross, tick.Value.Net))],
            },
            positions
        );
    }

    public static UInt128 LiquidityAt(
        ImmutableArray<(int Lower, int Upper, long Liquidity)> positions,
        int tick
    ) =>
        (UInt128)
            positions
                .Where(position => position.Lower <= tick && tick < position.Upper)
                .Sum(position => position.Liquidity);
}
