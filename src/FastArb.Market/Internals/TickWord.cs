// Runs on the thread that owns the table, on the hot path. No allocation, no exceptions.
// Costs: a bit 1 ns, a rank 2.
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastArb.EvmMath;

namespace FastArb.Market.Internals;

/// <summary>
/// 256 neighbouring ticks of a pool, of which at least one is initialized: a bit for each, and where the
/// liquidity of those that are set lies.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TickWord
{
    // One more below each limb above the first one, for a bit of the first.
    private const uint OneBelowEach = 0x01010100;

    public UInt256 Bits;

    /// <summary>Tick over spacing over 256.</summary>
    public int Place;

    public int LiquidityAt;

    /// <summary>There is room for two to this many ticks there.</summary>
    public int LiquidityClass;

    // A byte for each limb: how many bits are set in those below it.
    private uint _below;

    /// <summary>How many ticks are set.</summary>
    public readonly int Count => (int)(_below >> 24) + BitOperations.PopCount(Bits.Limbs.U3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsSet(int bit) => ((LimbOf(in Bits, bit) >> bit) & 1) != 0;

    /// <summary>How many ticks are set below a bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int RankOf(int bit) =>
        (byte)(_below >> ShiftOf(bit)) + BitOperations.PopCount(LimbOf(in Bits, bit) & ((1UL << bit) - 1));

    /// <summary>Sets a bit that is not set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int bit)
    {
        LimbOf(in Bits, bit) |= 1UL << bit;
        _below += OneBelowEach << ShiftOf(bit);
    }

    /// <summary>Clears a bit that is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Clear(int bit)
    {
        LimbOf(in Bits, bit) &= ~(1UL << bit);
        _below -= OneBelowEach << ShiftOf(bit);
    }

    // Whole numbers of 256 bits are slow to change by one; their limbs lie in memory, the least one first.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref ulong LimbOf(ref readonly UInt256 bits, int bit) =>
        ref Unsafe.Add(ref Unsafe.As<UInt256, ulong>(ref Unsafe.AsRef(in bits)), bit >> 6);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ShiftOf(int bit) => bit >> 6 << 3;
}
