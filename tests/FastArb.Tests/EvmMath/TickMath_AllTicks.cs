using System.Numerics;
using FastArb.EvmMath;
using FastArb.EvmMath.Internals;
using Xunit;

namespace FastArb.Tests.EvmMath;

/// <summary>All 1,774,545 ticks, none left out.</summary>
public sealed class TickMath_AllTicks
{
    private const long OneTick = 1L << TickRatios.LogarithmFraction;

    [Fact]
    public void Every_tick_comes_back_from_its_ratio_and_from_one_unit_beside_it()
    {
        int checkedTicks = 0;
        for (int tick = TickMath.MinTick; tick <= TickMath.MaxTick; tick++)
        {
            bool right = TickMath.TryRatioAtTick(tick, out UInt256 ratio);
            bool inRange = tick < TickMath.MaxTick;
            right &= TickMath.TryTickAtRatio(in ratio, out int at) == inRange && at == (inRange ? tick : 0);
            UInt256 above = ratio + UInt256.One;
            right &= TickMath.TryTickAtRatio(in above, out at) == inRange && at == (inRange ? tick : 0);
            UInt256 below = ratio - UInt256.One;
            bool belowInRange = tick > TickMath.MinTick;
            right &= TickMath.TryTickAtRatio(in below, out at) == belowInRange;
            right &= at == (belowInRange ? tick - 1 : 0);
            if (!right)
            {
                Assert.Fail($"tick {tick}, ratio {ratio}, last answer {at}");
            }

            checkedTicks++;
        }

        Assert.Equal(1_774_545, checkedTicks);
    }

    [Fact]
    public void Ratios_of_all_ticks_are_those_of_the_contract()
    {
        int checkedTicks = 0;
        foreach ((int tick, BigInteger expected) in TickMathPort.AllSqrtRatios())
        {
            TickMath.TryRatioAtTick(tick, out UInt256 ratio);
            if (EdgeNumbers.Big(ratio) != expected)
            {
                Assert.Fail($"tick {tick}: ratio {ratio}, on chain {expected}");
            }

            checkedTicks++;
        }

        Assert.Equal(1_774_545, checkedTicks);
    }

    [Fact]
    public void Ratios_rise_from_tick_to_tick()
    {
        TickMath.TryRatioAtTick(TickMath.MinTick, out UInt256 before);
        Assert.Equal(TickMath.MinSqrtRatio, before);
        for (int tick = TickMath.MinTick + 1; tick <= TickMath.MaxTick; tick++)
        {
            TickMath.TryRatioAtTick(tick, out UInt256 ratio);
            if (ratio <= before)
            {
                Assert.Fail($"the ratio at {tick}, {ratio}, is not above the one before it, {before}");
            }

            before = ratio;
        }

        Assert.Equal(TickMath.MaxSqrtRatio, before);
    }

    /// <summary>
    /// At a border the estimate is compared with nothing else: the tick's ratio is the tick's place.
    /// </summary>
    [Fact]
    public void The_logarithm_is_within_its_bound_on_both_sides_of_every_tick()
    {
        long worst = 0;
        for (int tick = TickMath.MinTick + 1; tick < TickMath.MaxTick; tick++)
        {
            TickMath.TryRatioAtTick(tick, out UInt256 ratio);
            long place = tick * OneTick;
            long at = TickRatios.Logarithm(ratio.Limbs.U2, ratio.Limbs.U1, ratio.Limbs.U0);
            UInt256 below = ratio - UInt256.One;
            long under = TickRatios.Logarithm(below.Limbs.U2, below.Limbs.U1, below.Limbs.U0);
            long error = Math.Max(Math.Abs(at - place), Math.Abs(under - place));
            worst = Math.Max(worst, error);
            if (error > TickRatios.LogarithmError)
            {
                Assert.Fail($"tick {tick}: the estimate is {error} / 2^40 of a tick away");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"worst {worst} of {TickRatios.LogarithmError} allowed"
        );
        // A bound ten times too wide would hide an error and cost a ratio for prices that need none.
        Assert.InRange(worst, TickRatios.LogarithmError / 10, TickRatios.LogarithmError);
    }
}
