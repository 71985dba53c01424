// Runs on the thread that owns the table, on the hot path. No allocation, no exceptions.
// Costs: a binary search over the words of the pool to begin, 10 ns; then some bits for each border.
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastArb.EvmMath;

namespace FastArb.Market.Internals;

/// <summary>
/// Goes from border to border as a swap's steps do: of each the contract's nextInitializedTickWithinOneWord,
/// kept within the ticks that there are. It holds as long as the pool's ticks do not change.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct TickCursor
{
    private const int HighestBit = TickStore.TicksPerWord - 1;

    // Where the next border is looked for: the first tick, over the spacing, that can be it.
    private int _next;

    // Among the pool's words, the one that it is in, or the first one further on; of none, behind the last.
    private int _word;

    /// <summary>Before the first border of a swap that begins at a tick.</summary>
    public static TickCursor At(TickStore ticks, ref readonly PoolState pool, int tick, bool down)
    {
        // Rounded down, also below zero.
        int next = tick / pool.TickSpacing;
        next -= next * pool.TickSpacing > tick ? 1 : 0;

        // Downwards the tick itself is one of those to come, upwards those above are.
        next += down ? 0 : 1;
        int word = ticks.FindWord(in pool, next >> 8);
        if (word < 0)
        {
            word = down ? ~word - 1 : ~word;
        }

        return new TickCursor { _next = next, _word = word };
    }

    /// <summary>
    /// The tick of a swap that has crossed the last border: below it downwards, though the price is that of
    /// the border still.
    /// </summary>
    public readonly int Tick(ref readonly PoolState pool, bool down) =>
        down ? ((_next + 1) * pool.TickSpacing) - 1 : (_next - 1) * pool.TickSpacing;

    /// <summary>
    /// From which ticks (<paramref name="to"/> not included) swaps go to the same next border as from here.
    /// </summary>
    public readonly void Around(
        TickStore ticks,
        ref readonly PoolState pool,
        bool down,
        out int from,
        out int to
    )
    {
        int bit = _next & HighestBit;
        int start = _next - bit;
        int lower = -1;
        int upper = HighestBit + 1;
        if (IsInWord(ticks, in pool))
        {
            ref readonly TickWord word = ref ticks.WordsOf(in pool)[_word];
            lower = AtOrBelow(in word.Bits, down ? bit : bit - 1);
            upper = AtOrAbove(in word.Bits, down ? bit + 1 : bit);
        }

        // A word's end is a border like a tick: downwards its first tick, upwards its last one.
        from = (start + (down ? Math.Max(lower, 0) : lower)) * pool.TickSpacing;
        to = (start + (down ? upper : Math.Min(upper, HighestBit))) * pool.TickSpacing;
    }

    /// <summary>The next border. From there on it looks behind it.</summary>
    public void Next(TickStore ticks, ref readonly PoolState pool, bool down, out TickBorder border)
    {
        int bit = _next & HighestBit;
        int start = _next - bit;
        int found = down ? -1 : HighestBit + 1;
        border.Net = 0;
        if (IsInWord(ticks, in pool))
        {
            ref readonly TickWord word = ref ticks.WordsOf(in pool)[_word];
            found = down ? AtOrBelow(in word.Bits, bit) : AtOrAbove(in word.Bits, bit);
            if ((uint)found <= HighestBit)
            {
                border.Net = ticks.At(in word, found).Net;
            }
        }

        border.IsInitialized = (uint)found <= HighestBit;
        int end = start + (down ? Math.Max(found, 0) : Math.Min(found, HighestBit));
        border.Tick = Math.Clamp(end * pool.TickSpacing, TickMath.MinTick, TickMath.MaxTick);
        _next = down ? end - 1 : end + 1;
        if (_next >> 8 != end >> 8 && IsWordAt(ticks, in pool, end >> 8))
        {
            _word += down ? -1 : 1;
        }
    }

    private readonly bool IsInWord(TickStore ticks, ref readonly PoolState pool) =>
        IsWordAt(ticks, in pool, _next >> 8);

    private readonly bool IsWordAt(TickStore ticks, ref readonly PoolState pool, int place) =>
        (uint)_word < (uint)pool.WordCount && ticks.WordsOf(in pool)[_word].Place == place;

    // The highest bit that is set and not above one (from -1 to 255); -1 where there is none.
    private static int AtOrBelow(ref readonly UInt256 bits, int bit)
    {
        int limb = bit >> 6;
        ulong mask = ulong.MaxValue >> (63 - (bit & 63));
        while (limb >= 0)
        {
            ulong rest = LimbOf(in bits, limb) & mask;
            if (rest != 0)
            {
                return (limb << 6) + BitOperations.Log2(rest);
            }

            mask = ulong.MaxValue;
            limb--;
        }

        return -1;
    }

    // The lowest one that is not below one (from 0 to 256); 256 where there is none.
    private static int AtOrAbove(ref readonly UInt256 bits, int bit)
    {
        int limb = bit >> 6;
        ulong mask = ulong.MaxValue << bit;
        while (limb <= HighestBit >> 6)
        {
            ulong rest = LimbOf(in bits, limb) & mask;
            if (rest != 0)
            {
                return (limb << 6) + BitOperations.TrailingZeroCount(rest);
            }

            mask = ulong.MaxValue;
            limb++;
        }

        return HighestBit + 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong LimbOf(ref readonly UInt256 bits, int limb)
    {
        (ulong u0, ulong u1, ulong u2, ulong u3) = bits.Limbs;
        return limb switch
        {
            0 => u0,
            1 => u1,
            2 => u2,
            _ => u3,
        };
    }
}
