// Runs on the thread of the lane that owns the table, after each log. No allocation, no exceptions.
// Costs: 8 ns, two divisions.
using System.Runtime.CompilerServices;
using FastArb.EvmMath;
using FastArb.Market.Internals;

namespace FastArb.Market;

/// <summary>
/// What each pool pays for the first unit, in doubles: what routes are screened by.
/// </summary>
/// <remarks>
/// With u = 2^-53 and each operation off by a factor between 1 - u and 1 + u: what the fee leaves is one
/// quotient; a reserve two roundings; rate = kept * (y / x) seven together. A square root price is rounded
/// once and squared, which makes three, with the fee five, inverted six. All within (1 - u)^7.
/// </remarks>
public sealed partial class PoolTable
{
    private const double TwoTo64 = 18446744073709551616.0;
    private const double TwoToMinus96 = 1.0 / (TwoTo64 * 4294967296.0);

    /// <summary>
    /// By <see cref="RouteLeg.Code"/>: price in the leg's direction times what the fee leaves, raw units out
    /// per raw unit in. Zero where a pool is not live or holds nothing.
    /// </summary>
    public ReadOnlySpan<double> Rates => _rates;

    internal TickStore Ticks => _ticks;

    /// <summary>
    /// Brings a pool's rates in line with its state: whatever changes price, fee or status calls this.
    /// </summary>
    partial void UpdateRates(int pool)
    {
        ref PoolState state = ref _states[pool];
        double forward = 0;
        double back = 0;
        if (state.Status == PoolStatus.Live)
        {
            if (state.Shape == PoolShape.ConstantProduct)
            {
                double reserve0 = ToDouble(state.Reserve0OrLiquidity);
                double reserve1 = ToDouble(state.Reserve1);
                if (reserve0 > 0 && reserve1 > 0)
                {
                    double kept = (double)state.Fee.Kept / state.Fee.Base;
                    forward = kept * (reserve1 / reserve0);
                    back = kept * (reserve0 / reserve1);
                }
            }
            else if (!state.SqrtPriceX96.IsZero)
            {
                double root = UInt256.ToDouble(in state.SqrtPriceX96) * TwoToMinus96;
                double price = root * root;
                double kept = (double)(SwapMath.FeeUnits - state.FeePips) / SwapMath.FeeUnits;
                forward = kept * price;
                back = kept / price;
            }
        }

        _rates[2 * pool] = forward;
        _rates[(2 * pool) + 1] = back;
    }

    internal ref readonly PoolState StateOf(int pool) => ref _states[pool];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double ToDouble(UInt128 value) => ((ulong)(value >> 64) * TwoTo64) + (ulong)value;
}
