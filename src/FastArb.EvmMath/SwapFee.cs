using System.Runtime.InteropServices;

namespace FastArb.EvmMath;

/// <summary>
/// What a constant-product venue keeps, in the venue's own fraction: of each <see cref="Base"/> units put in,
/// <see cref="Kept"/> take part in the swap (Uniswap V2 and most forks: 997 of 1000).
/// </summary>
/// <remarks>
/// 997/1000 and 997000/1000000 quote the same amounts; they differ only in where the contract's checked
/// multiplication overflows, so an exact copy of a venue uses the venue's own numbers.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct SwapFee
{
    // Less one, so that the default has a base: it takes everything, and quotes nothing.
    private readonly uint _baseLessOne;

    /// <summary>A venue's fraction.</summary>
    /// <param name="kept">Units that take part in the swap, at most <paramref name="of"/>.</param>
    /// <param name="of">Units put in, at least 1.</param>
    public SwapFee(uint kept, uint of)
    {
        ArgumentOutOfRangeException.ThrowIfZero(of);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(kept, of);
        Kept = kept;
        _baseLessOne = of - 1;
    }

    /// <summary>0.30 % as Uniswap V2 writes it.</summary>
    public static SwapFee Uniswap => new(997, 1000);

    public uint Kept { get; }

    public uint Base => _baseLessOne + 1;

    /// <summary>A fee in hundredths of a basis point: 3000 is 0.30 %.</summary>
    public static SwapFee FromPips(uint pips)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pips, SwapMath.FeeUnits);
        return new SwapFee(SwapMath.FeeUnits - pips, SwapMath.FeeUnits);
    }
}
