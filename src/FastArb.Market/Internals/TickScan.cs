// Runs on the thread that owns the table, on the hot path. No allocation, no exceptions.
// Costs: a binary search over the words of the pool, and one word.
using FastArb.EvmMath;

namespace FastArb.Market.Internals;

/// <summary>Finds initialized ticks, however far away.</summary>
internal static class TickScan
{
    private const int HighestBit = TickStore.TicksPerWord - 1;

    /// <summary>
    /// The next initialized tick at or below this one, or above it. False where there is none.
    /// </summary>
    public static bool TryNext(
        TickStore ticks,
        ref readonly PoolState pool,
        int tick,
        bool down,
        out int next,
        out Int128 net
    )
    {
        // Rounded down, also below zero.
        int compressed = tick / pool.TickSpacing;
        compressed -= compressed * pool.TickSpacing > tick ? 1 : 0;
        compressed += down ? 0 : 1;
        int place = compressed >> 8;
        int bit = compressed & HighestBit;
        ReadOnlySpan<TickWord> words = ticks.WordsOf(in pool);
        int at = ticks.FindWord(in pool, place);
        if (at >= 0)
        {
            UInt256 side = down ? UInt256.MaxValue >> (HighestBit - bit) : UInt256.MaxValue << bit;
            UInt256 rest = words[at].Bits & side;
            if (!rest.IsZero)
            {
                Found(ticks, in words[at], in rest, pool.TickSpacing, down, out next, out net);
                return true;
            }

            at += down ? -1 : 1;
        }
        else
        {
            at = down ? ~at - 1 : ~at;
        }

        if ((uint)at >= (uint)words.Length)
        {
            next = 0;
            net = 0;
            return false;
        }

        Found(ticks, in words[at], in words[at].Bits, pool.TickSpacing, down, out next, out net);
        return true;
    }

    private static void Found(
        TickStore ticks,
        ref readonly TickWord word,
        in UInt256 bits,
        int spacing,
        bool down,
        out int next,
        out Int128 net
    )
    {
        int bit = down ? UInt256.MostSignificantBit(in bits) : UInt256.LeastSignificantBit(in bits);
        next = ((word.Place * TickStore.TicksPerWord) + bit) * spacing;
        net = ticks.At(in word, bit).Net;
    }
}
