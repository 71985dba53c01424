// Runs on the thread of the lane that owns it; may not allocate or throw. Costs some 10 ns for each pool that
// changed since the last time, and 30 ns for each tick of those whose ticks did.
using System.Numerics;
using FastArb.EvmMath;
using FastArb.Market.Internals;

namespace FastArb.Market;

public sealed partial class PoolTable
{
    // By pool: where its hashes begin, its part of the root, and what its ticks add to that part.
    private readonly UInt128[] _rootSeeds;
    private readonly UInt128[] _rootParts;
    private readonly UInt128[] _rootTicks;

    // The pools whose part is not up to date, each once.
    private readonly int[] _rootStale;
    private int _rootStaleCount;
    private UInt128 _root;

    /// <summary>
    /// One number for the state of all live pools, whatever way they came to it: the sum, modulo 2^128, of a
    /// hash of each pool's identity and state and of a hash of each tick. Pools that are not live add
    /// nothing, as what the table holds of them means nothing.
    /// </summary>
    public UInt128 Root
    {
        get
        {
            for (int i = 0; i < _rootStaleCount; i++)
            {
                int pool = _rootStale[i];
                UInt128 part = PartOfRoot(pool, ref _states[pool]);
                _root += part - _rootParts[pool];
                _rootParts[pool] = part;
            }

            _rootStaleCount = 0;
            return _root;
        }
    }

    // Once per pool: its identity, not its index, so that plans may differ in their order.
    private static UInt128 RootSeedOf(Pool pool)
    {
        StateHash hash = new(UInt128.Zero);
        AddTo(ref hash, pool.Address.ToWord());
        AddTo(ref hash, pool.Id);
        return hash.Value;
    }

    private static void AddTo(ref StateHash hash, in UInt256 word)
    {
        (ulong u0, ulong u1, ulong u2, ulong u3) = word.Limbs;
        hash.Add(u0);
        hash.Add(u1);
        hash.Add(u2);
        hash.Add(u3);
    }

    private UInt128 PartOfRoot(int pool, ref PoolState state)
    {
        state.IsRootStale = false;
        if (state.Status != PoolStatus.Live)
        {
            return UInt128.Zero;
        }

        if (state.AreTicksStale)
        {
            _rootTicks[pool] = HashOfTicks(in state, _rootSeeds[pool]);
            state.AreTicksStale = false;
        }

        StateHash hash = new(_rootSeeds[pool]);
        AddTo(ref hash, in state.SqrtPriceX96);
        hash.Add(state.Reserve0OrLiquidity);
        hash.Add(state.Reserve1);
        hash.Add(((ulong)(uint)state.Tick << 32) | state.FeePips);
        return hash.Value + _rootTicks[pool];
    }

    private UInt128 HashOfTicks(ref readonly PoolState state, UInt128 seed)
    {
        UInt128 sum = UInt128.Zero;
        foreach (ref readonly TickWord word in _ticks.WordsOf(in state))
        {
            (ulong u0, ulong u1, ulong u2, ulong u3) = word.Bits.Limbs;
            ReadOnlySpan<ulong> limbs = [u0, u1, u2, u3];
            int rank = 0;
            for (int i = 0; i < limbs.Length; i++)
            {
                for (ulong left = limbs[i]; left != 0; left &= left - 1)
                {
                    int bit = (i * 64) + BitOperations.TrailingZeroCount(left);
                    StateHash hash = new(seed);
                    hash.Add((ulong)(((long)word.Place * TickStore.TicksPerWord) + bit));
                    ref readonly TickLiquidity liquidity = ref _ticks.AtRank(in word, rank++);
                    hash.Add(liquidity.Gross);
                    hash.Add((UInt128)liquidity.Net);
                    sum += hash.Value;
                }
            }
        }

        return sum;
    }
}
