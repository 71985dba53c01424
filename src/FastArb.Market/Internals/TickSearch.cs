// Runs on the thread that owns the table, on the hot path. No allocation, no exceptions.
// Costs: a binary search over the words of the pool and some bits, 10 ns.
using FastArb.EvmMath;

namespace FastArb.Market.Internals;

/// <summary>Finds where a swap's next step ends, as the contract's bitmap does.</summary>
internal static class TickSearch
{
    private const int HighestBit = TickStore.TicksPerWord - 1;

    /// <summary>
    /// The contract's nextInitializedTickWithinOneWord, kept within the ticks that there are: the next
    /// initialized tick at or below this one, or above it, but no further than the border of the word.
    /// </summary>
    public static void Find(
        TickStore ticks,
        ref readonly PoolState pool,
        int tick,
        bool down,
        out TickBorder border
    )
    {
        int spacing = pool.TickSpacing;
        int compressed = Compress(tick, spacing) + (down ? 0 : 1);
        int bit = compressed & HighestBit;
        int start = compressed - bit;
        int found = ticks.FindWord(in pool, compressed >> 8);
        UInt256 bits = found < 0 ? UInt256.Zero : ticks.WordsOf(in pool)[found].Bits;

        // Downwards the tick itself is one of those below, upwards one of those above.
        UInt256 lowerHalf = down ? UInt256.MaxValue >> (HighestBit - bit) : ~(UInt256.MaxValue << bit);
        int lower = UInt256.MostSignificantBit(bits & lowerHalf);
        int upper = UInt256.LeastSignificantBit(bits & ~lowerHalf);
        int next = down ? lower : upper;
        border.IsInitialized = next >= 0;
        border.Net = next >= 0 ? ticks.At(in ticks.WordsOf(in pool)[found], next).Net : 0;
        if (down)
        {
            lower = Math.Max(lower, 0);
            upper = upper < 0 ? HighestBit + 1 : upper;
            next = lower;
        }
        else
        {
            upper = upper < 0 ? HighestBit : upper;
            next = upper;
        }

        border.From = (start + lower) * spacing;
        border.To = (start + upper) * spacing;
        border.Tick = Math.Clamp((start + next) * spacing, TickMath.MinTick, TickMath.MaxTick);
    }

    // A tick over the spacing, rounded down.
    private static int Compress(int tick, int spacing)
    {
        (int quotient, int rest) = Math.DivRem(tick, spacing);
        return rest < 0 ? quotient - 1 : quotient;
    }
}
