using FastArb.EvmMath;
using FastArb.Market.Internals;

namespace FastArb.Market;

public sealed partial class BestSize
{
    // Beyond the doubles' error.
    private const double FirstStep = 1.0 / (1L << 48);
    private const double StepGrowth = 16;
    private const double FewUnits = 64;
    private const int RefinementsMax = 4;
    private const int WordBits = 255;

    // The pair refuses what leads above.
    private static readonly UInt128 s_largestReserve = (UInt128.One << 112) - 1;

    // What goes into each leg, and out of the last one.
    private readonly UInt256[] _amounts = new UInt256[RouteSearchOptions.HopsLimit + 1];

    private readonly UInt256[] _around = new UInt256[RouteSearchOptions.HopsLimit + 1];

    // How many of them this attempt has come to; those behind are of another question.
    private int _reached;

    private bool TrySettle(
        ReadOnlySpan<RouteLeg> legs,
        double guess,
        in SizeLimits limits,
        out RouteSize size
    )
    {
        size = default;
        UInt256 amountIn = UInt256.Max((UInt256)Math.Round(guess), UInt256.One);
        amountIn = UInt256.Min(amountIn, limits.AmountInMax);
        if (amountIn.IsZero)
        {
            return false;
        }

        if (!TryTake(legs, in amountIn, in limits, out size))
        {
            GoBack(legs, amountIn, in limits, ref size);
        }

        if (AreUnitsCoarse(legs, in size))
        {
            Refine(legs, amountIn, in limits, ref size);
        }

        return size.AmountOut > size.AmountIn;
    }

    // From what the last range or a limit has no place for: steps back, longer and longer, to what they take,
    // and then halves between the two. Below the first optimum more is better, so the border is the best.
    private void GoBack(
        ReadOnlySpan<RouteLeg> legs,
        UInt256 refused,
        in SizeLimits limits,
        ref RouteSize size
    )
    {
        double step = 0;
        UInt256 taken = refused;
        do
        {
            refused = taken;
            step = step == 0 ? FirstStep + UnitsOfImpact(in limits) : StepGrowth * step;
            double back = UInt256.ToDouble(in taken) * Math.Min(step, 0.5);
            taken -= UInt256.Max((UInt256)back, UInt256.One);
            if (taken.IsZero)
            {
                return;
            }

            // Where one unit is the longer step, the next one is more.
            step = Math.Max(step, 1 / UInt256.ToDouble(in taken));
        } while (!TryTake(legs, in taken, in limits, out size));

        while (IsWorthHalving(in taken, in refused, in size))
        {
            UInt256 middle = taken + ((refused - taken) >> 1);
            if (!TryTake(legs, in middle, in limits, out RouteSize larger))
            {
                refused = middle;
                continue;
            }

            taken = middle;
            size = IsBetter(in larger, in size) ? larger : size;
        }
    }

    // Profit grows less than in proportion: until not even one unit can lie between. A size that pays too
    // little can still lie below one that profits, by the units that are rounded away.
    private static bool IsWorthHalving(in UInt256 taken, in UInt256 refused, in RouteSize size)
    {
        UInt256 between = refused - taken;
        return between > UInt256.One
            && (
                size.AmountOut <= size.AmountIn
                || UInt256.ToDouble(in between) * UInt256.ToDouble(size.Profit) > UInt256.ToDouble(in taken)
            );
    }

    // Whether one unit of a token on the way is worth a good part of the profit.
    private bool AreUnitsCoarse(ReadOnlySpan<RouteLeg> legs, in RouteSize size)
    {
        double worth = 1;
        double most = 1;
        for (int i = legs.Length - 1; i > 0; i--)
        {
            worth *= _pools.Rates[legs[i].Code];
            most = Math.Max(most, worth);
        }

        return size.AmountOut <= size.AmountIn || UInt256.ToDouble(size.Profit) < FewUnits * most;
    }

    // Doubles know no units: from where they led, one more or less of what any leg pays, while that is
    // better.
    private void Refine(ReadOnlySpan<RouteLeg> legs, UInt256 from, in SizeLimits limits, ref RouteSize size)
    {
        for (int round = 0; round < RefinementsMax; round++)
        {
            from = size.AmountIn.IsZero ? from : size.AmountIn;
            RouteSize before = size;
            TryForward(legs, in from);
            Array.Clear(_amounts, _reached + 1, _amounts.Length - _reached - 1);
            _amounts.CopyTo(_around, 0);
            for (int i = 1; i <= legs.Length; i++)
            {
                Try(legs, i, _around[i] + UInt256.One, in limits, ref size);
                if (_around[i] > UInt256.One)
                {
                    Try(legs, i, _around[i] - UInt256.One, in limits, ref size);
                }
            }

            if (size == before)
            {
                break;
            }
        }
    }

    // The least size with which so many legs pay that much, if it is better.
    private void Try(
        ReadOnlySpan<RouteLeg> legs,
        int paying,
        in UInt256 amount,
        in SizeLimits limits,
        ref RouteSize size
    )
    {
        if (
            TryBack(legs[..paying], in amount, out UInt256 least, out _)
            && !least.IsZero
            && least <= limits.AmountInMax
            && TryTake(legs, in least, in limits, out RouteSize other)
            && (size.AmountIn.IsZero || IsBetter(in other, in size))
        )
        {
            size = other;
        }
    }

    private static bool IsBetter(in RouteSize one, in RouteSize other) =>
        one.AmountOut + other.AmountIn > other.AmountOut + one.AmountIn;

    // What a leg rounds away counts as impact: its share of the limit is a share of the size.
    private double UnitsOfImpact(in SizeLimits limits)
    {
        double sum = 0;
        for (int i = 1; limits.LimitsImpact && i <= _reached; i++)
        {
            sum += 1 / UInt256.ToDouble(in _amounts[i]);
        }

        return sum * SwapMath.FeeUnits / (limits.ImpactMaxPips + 1.0);
    }

    // An input, or the least one that pays as much. The limit of the impact may allow one and not the other:
    // each leg rounds down.
    private bool TryTake(
        ReadOnlySpan<RouteLeg> legs,
        in UInt256 amountIn,
        in SizeLimits limits,
        out RouteSize size
    )
    {
        size = default;
        if (!TryForward(legs, in amountIn))
        {
            return false;
        }

        UInt256 amountOut = _amounts[legs.Length];
        // At the end of liquidity an exact-output swap asks for the whole last step, which may be more.
        bool isLeast = TryBack(legs, in amountOut, out UInt256 least, out bool isProven) && least < amountIn;
        if (isLeast && isProven && !limits.LimitsImpact)
        {
            size = new RouteSize(least, amountOut);
            return true;
        }

        bool taken = IsWithin(legs, in limits);
        if (taken)
        {
            size = new RouteSize(amountIn, amountOut);
        }

        if (
            isLeast
            && TryForward(legs, in least)
            && _amounts[legs.Length] == amountOut
            && IsWithin(legs, in limits)
        )
        {
            size = new RouteSize(least, amountOut);
            taken = true;
        }

        return taken;
    }

    private bool TryForward(ReadOnlySpan<RouteLeg> legs, in UInt256 amountIn)
    {
        _amounts[0] = amountIn;
        _reached = 0;
        for (int i = 0; i < legs.Length; i++)
        {
            if (!TryOut(legs[i], in _amounts[i], out _amounts[i + 1]))
            {
                return false;
            }

            _reached = i + 1;
        }

        return true;
    }

    private bool IsWithin(ReadOnlySpan<RouteLeg> legs, in SizeLimits limits)
    {
        if (!limits.LimitsImpact)
        {
            return true;
        }

        for (int i = 0; i < legs.Length; i++)
        {
            RouteLeg leg = legs[i];
            if (
                !_pools.IsImpactWithin(
                    leg.Pool,
                    leg.ZeroForOne,
                    in _amounts[i],
                    in _amounts[i + 1],
                    limits.ImpactMaxPips
                )
            )
            {
                return false;
            }
        }

        return true;
    }

    // The least input of the whole: going back, the least of each leg for what the next one needs. If it is
    // below one that all legs take, they take it too, and it pays that much. Of pairs this is so by
    // definition. A concentrated pool's exact-output swap says an input with which the exact-input one takes
    // the same whole steps; in the last one it was rounded up from what leads to that swap's price, so it
    // leads as far: prices are rounded to whole numbers, and that price is one. Only where the contract
    // leaves that formula, for products of over 256 bits, this is not proven.
    private bool TryBack(
        ReadOnlySpan<RouteLeg> legs,
        in UInt256 amountOut,
        out UInt256 amountIn,
        out bool isProven
    )
    {
        amountIn = amountOut;
        isProven = true;
        for (int i = legs.Length - 1; i >= 0; i--)
        {
            RouteLeg leg = legs[i];
            ref readonly PoolState state = ref _pools.StateOf(leg.Pool);
            UInt256 wanted = amountIn;
            if (state.Shape == PoolShape.ConstantProduct)
            {
                (ulong u0, ulong u1, ulong u2, ulong u3) = wanted.Limbs;
                UInt128 amount = new(u1, u0);
                ref readonly UInt128 reserve0 = ref state.Reserve0OrLiquidity;
                ref readonly UInt128 reserve1 = ref state.Reserve1;
                bool found = ConstantProduct.TryLeastAmountIn(
                    in amount,
                    in leg.ZeroForOne ? ref reserve0 : ref reserve1,
                    in leg.ZeroForOne ? ref reserve1 : ref reserve0,
                    state.Fee,
                    out UInt128 least
                );
                if (!found || (u2 | u3) != 0)
                {
                    return false;
                }

                amountIn = least;
                continue;
            }

            if (_pools.AmountIn(leg.Pool, leg.ZeroForOne, in wanted, out amountIn) != QuoteOutcome.Full)
            {
                return false;
            }

            isProven &= amountIn.BitLength + state.SqrtPriceX96.BitLength <= WordBits;
        }

        return true;
    }

    private bool TryOut(RouteLeg leg, in UInt256 amountIn, out UInt256 amountOut)
    {
        ref readonly PoolState state = ref _pools.StateOf(leg.Pool);
        if (state.Shape != PoolShape.ConstantProduct)
        {
            return _pools.AmountOut(leg.Pool, leg.ZeroForOne, in amountIn, out amountOut)
                == QuoteOutcome.Full;
        }

        amountOut = default;
        (ulong u0, ulong u1, ulong u2, ulong u3) = amountIn.Limbs;
        UInt128 inside = leg.ZeroForOne ? state.Reserve0OrLiquidity : state.Reserve1;
        UInt128 outside = leg.ZeroForOne ? state.Reserve1 : state.Reserve0OrLiquidity;
        UInt128 amount = new(u1, u0);
        if ((u2 | u3) != 0 || amount > s_largestReserve - inside)
        {
            return false;
        }

        bool paid =
            ConstantProduct.AmountOut(in amount, in inside, in outside, state.Fee, out UInt128 result)
            == ConstantProductResult.Ok;
        amountOut = result;
        return paid && result != 0;
    }
}
