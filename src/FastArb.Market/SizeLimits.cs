using System.Runtime.InteropServices;
using FastArb.EvmMath;

namespace FastArb.Market;

/// <summary>How large a trade may be.</summary>
/// <param name="AmountInMax">Of the start token, in raw units.</param>
/// <param name="ImpactMaxPips">
/// Of each leg, in hundredths of a basis point: 5000 is 0.5 %; a million and more are no limit. The impact is
/// 1 - out / (in * (1 - fee) * price before), exact.
/// </param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SizeLimits(UInt256 AmountInMax, uint ImpactMaxPips)
{
    public static SizeLimits None => new(UInt256.MaxValue, SwapMath.FeeUnits);

    internal bool LimitsImpact => ImpactMaxPips < SwapMath.FeeUnits;
}
