// Runs on the thread that owns the table; allocates at construction only. Costs: 10 to 15 ns for a tick that
// exists, 25 for one that appears or goes: bytes of its word move, and sometimes words of its pool.
using System.Runtime.CompilerServices;

namespace FastArb.Market.Internals;

/// <summary>
/// The initialized ticks of all pools of a table: of each pool its bitmap's words in order, those that are
/// not empty; of each word the liquidity of its ticks, which stays where it is, and a byte for each that
/// says where. The bytes are in the ticks' order and all that moves when one appears or goes.
/// </summary>
internal sealed class TickStore(int wordCapacity, int tickCapacity)
{
    public const int TicksPerWord = 256;

    /// <summary>What a tick takes: its liquidity and a byte.</summary>
    public static readonly int TickByteCount = Unsafe.SizeOf<TickLiquidity>() + sizeof(byte);

    private static readonly byte[] s_inOrder = [.. Enumerable.Range(0, TicksPerWord).Select(i => (byte)i)];

    // Beside the liquidity, of each block all of its places: first the ticks' in their order, then free ones.
    private readonly byte[] _places = new byte[tickCapacity + TickPlaces.ReadBehind];

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
        if (words.IsEmpty)
        {
            return ~0;
        }

        // The last word that is not behind the place, or the first. Its way is drawn by chance: a jump
        // at each
        // step would be guessed wrong half of the time.
        int low = 0;
        for (int left = words.Length; left > 1; )
        {
            int half = left >>> 1;
            low += half & ((words[low + half].Place - place - 1) >> 31);
            left -= half;
        }

        int at = words[low].Place;
        return at == place ? low
            : at < place ? ~(low + 1)
            : ~low;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TickLiquidity At(ref readonly TickWord word, int bit) => ref AtRank(in word, word.RankOf(bit));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TickLiquidity AtRank(ref readonly TickWord word, int rank) =>
        ref Liquidity[word.LiquidityAt + _places[word.LiquidityAt + rank]];

    /// <summary>
    /// Adds liquidity to what refers to two ticks, or takes it; the same with the opposite sign undoes it. On
    /// a fault nothing has changed: one of them does not have so much, or no room is left.
    /// </summary>
    public LogFault Change(ref PoolState pool, int lower, int upper, Int128 delta)
    {
        Stamp(ref pool);
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
    public LogFault Add(ref PoolState pool, PoolTick tick)
    {
        Stamp(ref pool);
        return tick.Gross == 0 || tick.Gross > (UInt128)Int128.MaxValue
            ? LogFault.Impossible
            : Change(ref pool, tick.Tick, (Int128)tick.Gross, tick.Net);
    }

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
            if (!Liquidity.TryTake(word.LiquidityClass, out int liquidityAt))
            {
                GiveBackCopy(ref copy);
                return false;
            }

            int size = 1 << word.LiquidityClass;
            Liquidity.Span(word.LiquidityAt, size).CopyTo(Liquidity.Span(liquidityAt, size));
            _places.AsSpan(word.LiquidityAt, size).CopyTo(_places.AsSpan(liquidityAt, size));
            ref TickWord own = ref Words[wordsAt + copy.WordCount++];
            own = word;
            own.LiquidityAt = liquidityAt;
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

    // Twice in its caller it would be more than there are registers for.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private LogFault Change(ref PoolState pool, int tick, Int128 grossDelta, Int128 netDelta)
    {
        int compressed = tick / pool.TickSpacing;
        if (compressed * pool.TickSpacing != tick)
        {
            return LogFault.Impossible;
        }

        int place = compressed >> 8;
        int bit = compressed & (TicksPerWord - 1);
        int found = FindWord(in pool, place);
        if (found < 0 || !Words[pool.WordsAt + found].IsSet(bit))
        {
            return !CanBe((UInt128)grossDelta, netDelta) ? LogFault.Impossible
                : grossDelta == 0 ? LogFault.None
                : Set(ref pool, place, bit, found, (UInt128)grossDelta, netDelta);
        }

        ref TickWord word = ref Words[pool.WordsAt + found];
        int rank = word.RankOf(bit);
        ref TickLiquidity liquidity = ref AtRank(in word, rank);
        UInt128 gross = liquidity.Gross + (UInt128)grossDelta;
        Int128 net = liquidity.Net + netDelta;
        if (!CanBe(gross, net))
        {
            return LogFault.Impossible;
        }

        if (gross == 0)
        {
            Clear(ref pool, found, bit, rank);
        }
        else
        {
            liquidity.Gross = gross;
            liquidity.Net = net;
        }

        return LogFault.None;
    }

    // What begins at the tick and what ends there, which gross and net are the sum and difference of, is not
    // less than nothing. No gross is above half of the numbers: a sum that left them has the highest bit set.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool CanBe(UInt128 gross, Int128 net)
    {
        return Int128.IsPositive((Int128)gross) && unchecked((UInt128)net + gross) <= gross + gross;
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

    private LogFault Set(ref PoolState pool, int wordPlace, int bit, int found, UInt128 gross, Int128 net)
    {
        if (found < 0)
        {
            found = ~found;
            if (!TryInsertWord(ref pool, wordPlace, found))
            {
                return LogFault.NoRoom;
            }
        }

        ref TickWord word = ref Words[pool.WordsAt + found];
        int count = word.Count;
        if (count == 1 << word.LiquidityClass && !TryGrow(ref word, count))
        {
            return LogFault.NoRoom;
        }

        ref byte places = ref _places[word.LiquidityAt];
        int place = TickPlaces.Insert(ref places, word.LiquidityClass, word.RankOf(bit));
        ref TickLiquidity liquidity = ref Liquidity[word.LiquidityAt + place];
        liquidity.Gross = gross;
        liquidity.Net = net;
        word.Set(bit);
        return LogFault.None;
    }

    private void Clear(ref PoolState pool, int found, int bit, int rank)
    {
        ref TickWord word = ref Words[pool.WordsAt + found];
        TickPlaces.Remove(ref _places[word.LiquidityAt], word.LiquidityClass, rank);
        word.Clear(bit);
        if (word.Count > 0)
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
        if (!TryTakeTicks(0, out int liquidityAt))
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
        if (!TryTakeTicks(word.LiquidityClass + 1, out int at))
        {
            return false;
        }

        Liquidity.Span(word.LiquidityAt, count).CopyTo(Liquidity.Span(at, count));
        _places.AsSpan(word.LiquidityAt, count).CopyTo(_places.AsSpan(at, count));
        Liquidity.Give(word.LiquidityClass, word.LiquidityAt);
        word.LiquidityAt = at;
        word.LiquidityClass++;
        return true;
    }

    private bool TryTakeTicks(int blockClass, out int at)
    {
        if (!Liquidity.TryTake(blockClass, out at))
        {
            return false;
        }

        s_inOrder.AsSpan(0, 1 << blockClass).CopyTo(_places.AsSpan(at));
        return true;
    }
}
