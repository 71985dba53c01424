// Runs on the thread that owns the table; allocates at construction only. A flip of a tick moves at most the
// ticks of its word and the words of its pool.
using System.Numerics;
using System.Runtime.CompilerServices;
using FastArb.EvmMath;

namespace FastArb.Market.Internals;

/// <summary>
/// The initialized ticks of all pools of a table: of each pool its bitmap's words in order, those that are
/// not empty; of each word the liquidity of its ticks in order.
/// </summary>
internal sealed class TickStore(int wordCapacity, int tickCapacity)
{
    public const int TicksPerWord = 256;

    private const int Absent = -1;

    private long _stamp;

    public BlockArena<TickWord> Words { get; } = new(wordCapacity);

    public BlockArena<TickLiquidity> Liquidity { get; } = new(tickCapacity);

    public Span<TickWord> WordsOf(ref readonly PoolState pool) => Words.Span(pool.WordsAt, pool.WordCount);

    /// <summary>
    /// The word at a place: its index among the pool's words, or the complement of where it would be.
    /// </summary>
    public int FindWord(ref readonly PoolState pool, int place)
    {
        ReadOnlySpan<TickWord> words = WordsOf(in pool);
        int low = 0;
        int high = words.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int at = words[middle].Place;
            if (at == place)
            {
                return middle;
            }

            if (at < place)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return ~low;
    }

    /// <summary>How many ticks of the word are set below a bit: where that bit's liquidity is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RankOf(ref readonly TickWord word, int bit)
    {
        (ulong u0, ulong u1, ulong u2, ulong u3) = word.Bits.Limbs;
        ulong below = (1UL << (bit & 63)) - 1;
        return (bit >> 6) switch
        {
            0 => BitOperations.PopCount(u0 & below),
            1 => BitOperations.PopCount(u0) + BitOperations.PopCount(u1 & below),
            2 => BitOperations.PopCount(u0) + BitOperations.PopCount(u1) + BitOperations.PopCount(u2 & below),
            _ => BitOperations.PopCount(u0)
                + BitOperations.PopCount(u1)
                + BitOperations.PopCount(u2)
                + BitOperations.PopCount(u3 & below),
        };
    }

    public ref TickLiquidity At(ref readonly TickWord word, int bit) =>
        ref Liquidity[word.LiquidityAt + RankOf(in word, bit)];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSet(ref readonly TickWord word, int bit)
    {
        (ulong u0, ulong u1, ulong u2, ulong u3) = word.Bits.Limbs;
        ulong limb = (bit >> 6) switch
        {
            0 => u0,
            1 => u1,
            2 => u2,
            _ => u3,
        };
        return ((limb >> (bit & 63)) & 1) != 0;
    }

    /// <summary>
    /// Adds liquidity to what refers to two ticks, or takes it; the same with the opposite sign undoes it. On
    /// a fault nothing has changed: one of them does not have so much, or no room is left.
    /// </summary>
    public LogFault Change(ref PoolState pool, int lower, int upper, Int128 delta)
    {
        LogFault fault = Change(ref pool, lower, delta, delta);
        if (fault != LogFault.None)
        {
            return fault;
        }

        fault = Change(ref pool, upper, delta, -delta);
        if (fault != LogFault.None)
        {
            // There is room for it: what was given back a moment ago is still free.
            Change(ref pool, lower, -delta, -delta);
        }

        return fault;
    }

    /// <summary>Adds a tick to a pool that does not have it.</summary>
    public LogFault Add(ref PoolState pool, PoolTick tick) =>
        tick.Gross == 0 || tick.Gross > (UInt128)Int128.MaxValue
            ? LogFault.Impossible
            : Change(ref pool, tick.Tick, (Int128)tick.Gross, tick.Net);

    /// <summary>
    /// Gives a copied state blocks of its own, which hold what those of the original hold. False where there
    /// is no room; then the copy has no ticks.
    /// </summary>
    public bool TryCopy(ref PoolState copy)
    {
        ReadOnlySpan<TickWord> words = WordsOf(in copy);
        copy.WordCount = 0;
        if (words.IsEmpty)
        {
            return true;
        }

        int wordsClass = BlockArena<TickWord>.ClassFor(words.Length);
        if (!Words.TryTake(wordsClass, out int wordsAt))
        {
            return false;
        }

        copy.WordsAt = wordsAt;
        copy.WordsClass = wordsClass;
        foreach (TickWord word in words)
        {
            int count = UInt256.PopCount(word.Bits);
            int liquidityClass = BlockArena<TickLiquidity>.ClassFor(count);
            if (!Liquidity.TryTake(liquidityClass, out int liquidityAt))
            {
                GiveBackCopy(ref copy);
                return false;
            }

            Liquidity.Span(word.LiquidityAt, count).CopyTo(Liquidity.Span(liquidityAt, count));
            ref TickWord own = ref Words[wordsAt + copy.WordCount++];
            own = word;
            own.LiquidityAt = liquidityAt;
            own.LiquidityClass = liquidityClass;
        }

        return true;
    }

    /// <summary>Forgets all ticks of a pool.</summary>
    public void ClearAll(ref PoolState pool)
    {
        Stamp(ref pool);
        foreach (ref TickWord word in WordsOf(in pool))
        {
            Liquidity.Give(word.LiquidityClass, word.LiquidityAt);
        }

        if (pool.WordCount > 0)
        {
            Words.Give(pool.WordsClass, pool.WordsAt);
        }

        pool.WordCount = 0;
    }

    // Quotes remember what they found in the ticks by it.
    private void Stamp(ref PoolState pool) => pool.TicksStamp = ++_stamp;

    private LogFault Change(ref PoolState pool, int tick, Int128 grossDelta, Int128 netDelta)
    {
        Stamp(ref pool);
        int compressed = tick / pool.TickSpacing;
        if (compressed * pool.TickSpacing != tick)
        {
            return LogFault.Impossible;
        }

        int place = compressed >> 8;
        int bit = compressed & (TicksPerWord - 1);
        int found = FindWord(in pool, place);
        int at = Absent;
        TickLiquidity liquidity = default;
        if (found >= 0 && IsSet(in Words[pool.WordsAt + found], bit))
        {
            ref readonly TickWord word = ref Words[pool.WordsAt + found];
            at = word.LiquidityAt + RankOf(in word, bit);
            liquidity = Liquidity[at];
        }

        liquidity.Net += netDelta;
        if (
            !LiquidityMath.TryAddDelta(liquidity.Gross, grossDelta, out liquidity.Gross)
            || !CanBe(in liquidity)
        )
        {
            return LogFault.Impossible;
        }

        if (at == Absent)
        {
            return liquidity.Gross == 0 ? LogFault.None : Set(ref pool, place, bit, found, liquidity);
        }

        if (liquidity.Gross == 0)
        {
            Clear(ref pool, found, bit);
        }
        else
        {
            Liquidity[at] = liquidity;
        }

        return LogFault.None;
    }

    // What begins at the tick and what ends there, which gross and net are the sum and difference of, is not
    // less than nothing.
    private static bool CanBe(ref readonly TickLiquidity tick)
    {
        UInt128 net = (UInt128)(Int128.IsNegative(tick.Net) ? -tick.Net : tick.Net);
        return net <= tick.Gross && Int128.IsPositive((Int128)tick.Gross);
    }

    private void GiveBackCopy(ref PoolState copy)
    {
        if (copy.WordCount == 0)
        {
            // Blocks of words are given back with the last word only.
            Words.Give(copy.WordsClass, copy.WordsAt);
        }

        ClearAll(ref copy);
    }

    private LogFault Set(ref PoolState pool, int place, int bit, int found, TickLiquidity liquidity)
    {
        if (found < 0)
        {
            found = ~found;
            if (!TryInsertWord(ref pool, place, found))
            {
                return LogFault.NoRoom;
            }
        }

        ref TickWord word = ref Words[pool.WordsAt + found];
        int count = UInt256.PopCount(word.Bits);
        if (count == 1 << word.LiquidityClass && !TryGrow(ref word, count))
        {
            return LogFault.NoRoom;
        }

        int rank = RankOf(in word, bit);
        Span<TickLiquidity> ticks = Liquidity.Span(word.LiquidityAt, count + 1);
        ticks[rank..count].CopyTo(ticks[(rank + 1)..]);
        ticks[rank] = liquidity;
        word.Bits |= UInt256.One << bit;
        return LogFault.None;
    }

    private void Clear(ref PoolState pool, int found, int bit)
    {
        ref TickWord word = ref Words[pool.WordsAt + found];
        int count = UInt256.PopCount(word.Bits);
        int rank = RankOf(in word, bit);
        Span<TickLiquidity> ticks = Liquidity.Span(word.LiquidityAt, count);
        ticks[(rank + 1)..].CopyTo(ticks[rank..]);
        word.Bits &= ~(UInt256.One << bit);
        if (count > 1)
        {
            return;
        }

        Liquidity.Give(word.LiquidityClass, word.LiquidityAt);
        Span<TickWord> words = WordsOf(in pool);
        words[(found + 1)..].CopyTo(words[found..]);
        pool.WordCount--;
        if (pool.WordCount == 0)
        {
            Words.Give(pool.WordsClass, pool.WordsAt);
        }
    }

    private bool TryInsertWord(ref PoolState pool, int place, int index)
    {
        if (!Liquidity.TryTake(0, out int liquidityAt))
        {
            return false;
        }

        int count = pool.WordCount;
        if (count == 0 || count == 1 << pool.WordsClass)
        {
            int larger = count == 0 ? 0 : pool.WordsClass + 1;
            if (!Words.TryTake(larger, out int at))
            {
                Liquidity.Give(0, liquidityAt);
                return false;
            }

            if (count > 0)
            {
                WordsOf(in pool).CopyTo(Words.Span(at, count));
                Words.Give(pool.WordsClass, pool.WordsAt);
            }

            pool.WordsAt = at;
            pool.WordsClass = larger;
        }

        pool.WordCount = count + 1;
        Span<TickWord> words = WordsOf(in pool);
        words[index..count].CopyTo(words[(index + 1)..]);
        words[index] = new TickWord { Place = place, LiquidityAt = liquidityAt };
        return true;
    }

    private bool TryGrow(ref TickWord word, int count)
    {
        if (!Liquidity.TryTake(word.LiquidityClass + 1, out int at))
        {
            return false;
        }

        Liquidity.Span(word.LiquidityAt, count).CopyTo(Liquidity.Span(at, count));
        Liquidity.Give(word.LiquidityClass, word.LiquidityAt);
        word.LiquidityAt = at;
        word.LiquidityClass++;
        return true;
    }
}
