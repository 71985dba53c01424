using System.Numerics;
using FastArb.Market;
using FastArb.Tests.EvmMath;

namespace FastArb.Tests.Market.Quotes;

/// <summary>
/// UniswapV3Pool on BigInteger and a dictionary, statement by statement: initialize, mint, burn and swap, as
/// far as they decide amounts, price, tick, liquidity and ticks.
/// </summary>
internal sealed class PoolPort(uint feePips, int tickSpacing, int tick)
{
    private SortedDictionary<int, (BigInteger Gross, BigInteger Net)> _ticks = [];

    public uint FeePips { get; set; } = feePips;

    public int TickSpacing => tickSpacing;

    public BigInteger SqrtPrice { get; private set; } = TickMathPort.SqrtRatioAtTick(tick)!.Value;

    public int Tick { get; private set; } = tick;

    public BigInteger Liquidity { get; private set; }

    public IEnumerable<int> Ticks => _ticks.Keys;

    public PoolContent Content =>
        new()
        {
            SqrtPriceX96 = EdgeNumbers.Word(SqrtPrice),
            Tick = Tick,
            Liquidity = (UInt128)Liquidity,
            FeePips = FeePips,
            Ticks =
            [
                .. _ticks.Select(each => new PoolTick(
                    each.Key,
                    (UInt128)each.Value.Gross,
                    (Int128)each.Value.Net
                )),
            ],
        };

    public PoolPort Copy() =>
        new(FeePips, TickSpacing, Tick)
        {
            SqrtPrice = SqrtPrice,
            Liquidity = Liquidity,
            _ticks = new(_ticks),
        };

    /// <summary>Takes where negative.</summary>
    public void Mint(int lower, int upper, BigInteger liquidity)
    {
        Update(lower, liquidity, liquidity);
        Update(upper, liquidity, -liquidity);
        if (lower <= Tick && Tick < upper)
        {
            Liquidity += liquidity;
        }
    }

    /// <summary>Where a swap went.</summary>
    public void Accept(PortSwap swap) =>
        (SqrtPrice, Tick, Liquidity) = (swap.SqrtPrice, swap.Tick, swap.Liquidity);

    /// <summary>Null is a revert. Changes nothing.</summary>
    public PortSwap? Swap(bool zeroForOne, BigInteger amountSpecified, BigInteger limit)
    {
        bool limitIsFine = zeroForOne
            ? limit < SqrtPrice && limit > TickMathPort.MinSqrtRatio
            : limit > SqrtPrice && limit < TickMathPort.MaxSqrtRatio;
        if (amountSpecified.IsZero || !limitIsFine)
        {
            return null;
        }

        bool exactInput = amountSpecified.Sign > 0;
        BigInteger remaining = amountSpecified;
        BigInteger calculated = 0;
        (BigInteger price, int at, BigInteger liquidity, int crossed) = (SqrtPrice, Tick, Liquidity, 0);
        while (!remaining.IsZero && price != limit)
        {
            (int next, bool initialized) = NextInitializedTickWithinOneWord(at, zeroForOne);
            next = Math.Clamp(next, -TickMathPort.MaxTick, TickMathPort.MaxTick);
            BigInteger border = TickMathPort.SqrtRatioAtTick(next)!.Value;
            BigInteger target = zeroForOne ? BigInteger.Max(border, limit) : BigInteger.Min(border, limit);
            if (SwapMathPort.ComputeSwapStep(price, target, liquidity, remaining, FeePips) is not { } step)
            {
                return null;
            }

            BigInteger start = price;
            price = step.Next;
            remaining += exactInput ? -(step.AmountIn + step.Fee) : step.AmountOut;
            calculated += exactInput ? step.AmountOut : step.AmountIn + step.Fee;
            if (price == border)
            {
                if (initialized)
                {
                    liquidity += zeroForOne ? -_ticks[next].Net : _ticks[next].Net;
                    crossed++;
                }

                at = zeroForOne ? next - 1 : next;
            }
            else if (price != start)
            {
                at = TickMathPort.TickAtSqrtRatio(price)!.Value;
            }
        }

        BigInteger specified = BigInteger.Abs(amountSpecified - remaining);
        return new PortSwap(
            exactInput ? specified : calculated,
            exactInput ? calculated : specified,
            remaining.IsZero,
            price,
            at,
            liquidity,
            crossed
        );
    }

    private void Update(int tick, BigInteger gross, BigInteger net)
    {
        (BigInteger Gross, BigInteger Net) held = _ticks.GetValueOrDefault(tick);
        _ticks[tick] = (held.Gross + gross, held.Net + net);
        if (_ticks[tick].Gross.IsZero)
        {
            _ticks.Remove(tick);
        }
    }

    // Looks at one tick after the other.
    private (int Next, bool Initialized) NextInitializedTickWithinOneWord(int tick, bool lessOrEqual)
    {
        int compressed = (int)Math.Floor((double)tick / tickSpacing);
        int step = lessOrEqual ? -1 : 1;
        int border = lessOrEqual ? 0 : 255;
        int candidate = lessOrEqual ? compressed : compressed + 1;
        while (!_ticks.ContainsKey(candidate * tickSpacing) && (candidate & 255) != border)
        {
            candidate += step;
        }

        return (candidate * tickSpacing, _ticks.ContainsKey(candidate * tickSpacing));
    }
}
