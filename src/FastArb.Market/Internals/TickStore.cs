// Runs on the thread that owns the table; allocates at construction only. A flip of a tick moves at most the
// ticks of its word and the words of its pool.
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
    public static int RankOf(ref readonly TickWord word, int bit) =>
        UInt256.PopCount(word.Bits & BitsBelow(bit));

    public ref TickLiquidity At(ref readonly TickWord word, int bit) =>
        ref Liquidity[word.LiquidityAt + RankOf(in word, bit)];

    public static bool IsSet(ref readonly TickWord word, int bit) =>
        !((word.Bits >> bit) & UInt256.One).IsZero;

    /// <summary>
    /// Adds liquidity to what refers to a tick, or takes it. False, with nothing changed, where there is not
    /// so much or no room is left.
    /// </summary>
    public LogFault Change(ref PoolState pool, int tick, Int128 delta, bool isUpper)
    {
        if (tick % pool.TickSpacing != 0)
        {
            return LogFault.Impossible;
        }

        int compressed = tick / pool.TickSpacing;
        int place = compressed >> 8;
        int bit = compressed & (TicksPerWord - 1);
        int found = FindWord(in pool, place);
        bool set = found >= 0 && IsSet(in Words[pool.WordsAt + found], bit);
        if (!set)
        {
            return delta < 0 ? LogFault.Impossible : Set(ref pool, place, bit, found, delta, isUpper);
        }

        ref TickWord word = ref Words[pool.WordsAt + found];
        ref TickLiquidity liquidity = ref At(in word, bit);
        if (!LiquidityMath.TryAddDelta(liquidity.Gross, delta, out UInt128 gross))
        {
            return LogFault.Impossible;
        }

        if (gross == 0)
        {
            Clear(ref pool, found, bit);
            return LogFault.None;
        }

        liquidity.Gross = gross;
        liquidity.Net += isUpper ? -delta : delta;
        return LogFault.None;
    }

    /// <summary>Forgets all ticks of a pool.</summary>
    public void ClearAll(ref PoolState pool)
    {
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

    private LogFault Set(ref PoolState pool, int place, int bit, int found, Int128 delta, bool isUpper)
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
        ticks[rank] = new TickLiquidity { Gross = (UInt128)delta, Net = isUpper ? -delta : delta };
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

    // Bit 0 to bit - 1.
    private static UInt256 BitsBelow(int bit) => (UInt256.One << bit) - UInt256.One;
}
