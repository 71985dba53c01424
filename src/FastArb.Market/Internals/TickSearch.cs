// Runs on the thread that owns the table, on the hot path. No allocation, no exceptions.
// Costs: a binary search over the words of the pool, some ns.
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
    public static int Next(
        TickStore ticks,
        ref readonly PoolState pool,
        int tick,
        bool down,
        out bool initialized,
        out Int128 net
    )
    {
        int compressed = Compress(tick, pool.TickSpacing);
        if (!down)
        {
            compressed++;
        }

        int bit = compressed & HighestBit;
        int next = compressed - bit + (down ? 0 : HighestBit);
        initialized = false;
        net = 0;
        int found = ticks.FindWord(in pool, compressed >> 8);
        if (found >= 0)
        {
            ref readonly TickWord word = ref ticks.WordsOf(in pool)[found];
            UInt256 masked =
                word.Bits & (down ? UInt256.MaxValue >> (HighestBit - bit) : UInt256.MaxValue << bit);
            initialized = !masked.IsZero;
            if (initialized)
            {
                int at = down
                    ? UInt256.MostSignificantBit(in masked)
                    : UInt256.LeastSignificantBit(in masked);
                next = compressed - bit + at;
                net = ticks.At(in word, at).Net;
            }
        }

        return Math.Clamp(next * pool.TickSpacing, TickMath.MinTick, TickMath.MaxTick);
    }

    /// <summary>A tick over the spacing, rounded down.</summary>
    public static int Compress(int tick, int spacing)
    {
        (int quotient, int rest) = Math.DivRem(tick, spacing);
        return rest < 0 ? quotient - 1 : quotient;
    }
}
