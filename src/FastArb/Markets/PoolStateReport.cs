using System.Globalization;
using FastArb.Market;

namespace FastArb.Markets;

/// <summary>
/// A pool's whole state, as <c>fastarb pools show</c> says it. Numbers are text: they exceed 2^53.
/// </summary>
internal sealed record PoolStateReport
{
    public string? Reserve0 { get; init; }

    public string? Reserve1 { get; init; }

    public string? SqrtPriceX96 { get; init; }

    public int? Tick { get; init; }

    public string? Liquidity { get; init; }

    public int? TickSpacing { get; init; }

    /// <summary>Every initialized tick: tick, gross and net liquidity.</summary>
    public IReadOnlyList<string[]>? Ticks { get; init; }

    /// <summary>Token 1 for one token 0, fee left aside; a display value.</summary>
    public double Price { get; init; }

    public static PoolStateReport Of(Pool pool, PoolContent content)
    {
        double scale = Math.Pow(10, pool.Token0.Decimals - pool.Token1.Decimals);
        if (pool.Venue.Kind.Shape == PoolShape.ConstantProduct)
        {
            return new PoolStateReport
            {
                Reserve0 = Text(content.Reserve0),
                Reserve1 = Text(content.Reserve1),
                Price =
                    content.Reserve0 == 0 ? 0 : (double)content.Reserve1 / (double)content.Reserve0 * scale,
            };
        }

        double root = (double)content.SqrtPriceX96 / Math.Pow(2, 96);
        return new PoolStateReport
        {
            SqrtPriceX96 = content.SqrtPriceX96.ToString(null, CultureInfo.InvariantCulture),
            Tick = content.Tick,
            Liquidity = Text(content.Liquidity),
            TickSpacing = pool.TickSpacing,
            Ticks =
            [
                .. content.Ticks.Select(tick =>
                    (string[])
                        [
                            tick.Tick.ToString(CultureInfo.InvariantCulture),
                            Text(tick.Gross),
                            tick.Net.ToString(CultureInfo.InvariantCulture),
                        ]
                ),
            ],
            Price = root * root * scale,
        };
    }

    private static string Text(UInt128 number) => number.ToString(CultureInfo.InvariantCulture);
}
