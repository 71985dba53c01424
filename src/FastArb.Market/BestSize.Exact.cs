using FastArb.EvmMath;
using FastArb.Market.Internals;

namespace FastArb.Market;

public sealed partial class BestSize
{
    // Beyond the doubles' error.
    private const double FirstStep = 1.0 / (1L << 48);

    // The pair refuses what leads above.
    private static readonly UInt128 s_largestReserve = (UInt128.One << 112) - 1;

    // What goes into each leg, and out of the last one.
    private readonly UInt256[] _amounts = new UInt256[RouteSearchOptions.HopsLimit + 1];

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

        // What the last range or a limit has no place for to the unit: some steps back, longer and longer.
        for (double step = FirstStep; !TryTake(legs, in amountIn, in limits, out size); step *= 2)
        {
            double back = UInt256.ToDouble(in amountIn) * Math.Min(step, 0.5);
            amountIn -= UInt256.Max((UInt256)back, UInt256.One);
            if (amountIn.IsZero)
            {
                return false;
            }

            // Where one unit is the longer step, the next one is two.
            step = Math.Max(step, 1 / UInt256.ToDouble(in amountIn));
        }

        return size.AmountOut > size.AmountIn;
    }

    // An input, or the least one that pays as much, which may be within the limit of the impact where the
    // other is not: each leg rounds down.
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
        bool taken = IsWithin(legs, in limits);
        if (taken)
        {
            size = new RouteSize(amountIn, amountOut);
        }

        if (
            TryBack(legs, in amountOut, out UInt256 least)
            && least < amountIn
            && TryForward(legs, in least)
            && IsWithin(legs, in limits)
        )
        {
            // Concentrated pools may pay less for it than was asked for.
            UInt256 paid = _amounts[legs.Length];
            if (!taken || paid + amountIn > amountOut + least)
            {
                size = new RouteSize(least, paid);
                taken = true;
            }
        }

        return taken;
    }

    private bool TryForward(ReadOnlySpan<RouteLeg> legs, in UInt256 amountIn)
    {
        _amounts[0] = amountIn;
        for (int i = 0; i < legs.Length; i++)
        {
            if (!TryOut(legs[i], in _amounts[i], out _amounts[i + 1]))
            {
                return false;
            }
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

    private bool TryBack(ReadOnlySpan<RouteLeg> legs, in UInt256 amountOut, out UInt256 amountIn)
    {
        amountIn = amountOut;
        for (int i = legs.Length - 1; i >= 0; i--)
        {
            RouteLeg leg = legs[i];
            UInt256 wanted = amountIn;
            if (_pools.AmountIn(leg.Pool, leg.ZeroForOne, in wanted, out amountIn) != QuoteOutcome.Full)
            {
                return false;
            }
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
