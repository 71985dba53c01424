using System.Collections.Immutable;
using FastArb.EvmMath;
using FastArb.Market;
using FastArb.Simulation;

namespace FastArb.Tests.Market.Loading;

/// <summary>
/// A chain with pools on it: blocks with their logs, and the state after each block, kept as plain data. Its
/// branches are as random as the rest.
/// </summary>
internal sealed class MadeMarket
{
    public const int Spacing = 2_000;

    private static readonly UInt256 s_sync = Topic("Sync(uint112,uint112)");
    private static readonly UInt256 s_swap = Topic(
        "Swap(address,address,int256,int256,uint160,uint128,int24)"
    );
    private static readonly UInt256 s_mint = Topic(
        "Mint(address,address,int24,int24,uint128,uint256,uint256)"
    );
    private static readonly UInt256 s_burn = Topic("Burn(address,int24,int24,uint128,uint256,uint256)");

    private readonly SeededBits _bits;
    private readonly Dictionary<UInt256, ImmutableArray<MadePool>> _states = [];
    private readonly Dictionary<UInt256, SimulatedBlock> _blocks = [];

    public MadeMarket(ulong seed, int pairs = 6, int concentrated = 4)
    {
        _bits = new SeededBits(seed);
        TokenList tokens = new(
            Enumerable
                .Range(0, Math.Max(pairs, concentrated) + 1)
                .Select(i => new Token(0, $"T{i}", At(0x100_000 + i), i == 0 ? 6 : 18, CountsAsUsd: i == 0)),
            ImmutableDictionary<string, ImmutableArray<string>>.Empty
        );
        Venue v2 = new("Two", new UniswapV2Kind(), At(0x200), null, SwapFee.Uniswap, []);
        Venue v3 = new("Three", new UniswapV3Kind(), At(0x300), (UInt256)1, default, []);
        Plan = new MarketPlan(
            137,
            tokens,
            [v2, v3],
            Enumerable
                .Range(0, pairs + concentrated)
                .Select(i => new Pool(
                    0,
                    i < pairs ? v2 : v3,
                    At(0x1000 + i),
                    UInt256.Zero,
                    tokens[i < pairs ? i : i - pairs],
                    tokens[(i < pairs ? i : i - pairs) + 1],
                    i < pairs ? 3_000u : 10_000u,
                    i < pairs ? 0 : Spacing
                ))
        );
        SimulatedHeader header = new()
        {
            Number = 1_000_000,
            GasLimit = 30_000_000,
            BaseFeePerGas = 30,
        };
        First = new SimulatedBlock(header, [], []);
        _blocks[First.Hash] = First;
        _states[First.Hash] = [.. Plan.Pools.Select(MadeAtFirst)];
    }

    public MarketPlan Plan { get; }

    public SimulatedBlock First { get; }

    /// <summary>Logs of each block, at most.</summary>
    public int LogsMax { get; set; } = 6;

    public static Address At(int number) =>
        Address.FromLowBits(Keccak256.Hash(BitConverter.GetBytes(number)));

    public SimulatedBlock BlockOf(UInt256 hash) => _blocks[hash];

    public bool IsPool(Address address) => Plan.Pools.Any(pool => pool.Address == address);

    public PoolContent StateOf(int pool, UInt256 block) => _states[block][pool].Content;

    /// <summary>The next block, with trades and positions at random.</summary>
    public SimulatedBlock Next(SimulatedBlock parent)
    {
        MadePool[] pools = [.. _states[parent.Hash]];
        List<SimulatedLog> logs = [];
        List<UInt256> transactions = [];
        int count = Below(LogsMax + 1);
        for (int i = 0; i < count; i++)
        {
            if (i == 0 || Below(2) == 0)
            {
                transactions.Add(new UInt256(_bits.NextUInt64()));
            }

            int pool = Below(pools.Length);
            logs.Add(Change(pool, ref pools[pool], transactions.Count - 1));
            if (Below(4) == 0)
            {
                // The same words of somebody who is no pool.
                logs.Add(logs[^1] with { Address = At(0x9999) });
            }
        }

        SimulatedHeader header = new()
        {
            ParentHash = parent.Hash,
            StateRoot = new UInt256(_bits.NextUInt64()),
            Number = parent.Number + 1,
            GasLimit = 30_000_000,
            Timestamp = 1_735_689_600 + (2 * (parent.Number + 1 - First.Number)),
            BaseFeePerGas = 30,
        };
        SimulatedBlock block = new(header, [.. transactions], [.. logs]);
        _states[block.Hash] = [.. pools];
        _blocks[block.Hash] = block;
        return block;
    }

    public int Below(int count) => (int)(_bits.NextUInt64() % (ulong)count);

    private MadePool MadeAtFirst(Pool pool)
    {
        if (pool.TickSpacing == 0)
        {
            return new MadePool(new PoolContent { Reserve0 = Reserve(), Reserve1 = Reserve() }, []);
        }

        MadePool made = new(new PoolContent { SqrtPriceX96 = UInt256.One << 96, FeePips = pool.FeePips }, []);
        return made.With([Position(), Position(), Position()]);
    }

    private UInt128 Reserve() => 1 + (UInt128)_bits.NextBits(111);

    private int Tick() => Below(2 * 887_272) - 887_272;

    private (int Lower, int Upper, long Liquidity) Position()
    {
        int lower = (Below(800) - 400) * Spacing;
        int upper = lower + ((1 + Below(40)) * Spacing);
        return (lower, upper, 1 + (long)(_bits.NextUInt64() >> 16));
    }

    private SimulatedLog Change(int index, ref MadePool pool, int transaction)
    {
        Address address = Plan.Pools[index].Address;
        if (Plan.Pools[index].TickSpacing == 0)
        {
            pool = pool with
            {
                Content = new PoolContent { Reserve0 = Reserve(), Reserve1 = Reserve() },
            };
            return Log(address, transaction, [s_sync], pool.Content.Reserve0, pool.Content.Reserve1);
        }

        int what = Below(4);
        if (what < 2)
        {
            int tick = Tick();
            UInt128 liquidity = MadePool.LiquidityAt(pool.Positions, tick);
            UInt256 price = TickMath.TryRatioAtTick(tick, out UInt256 ratio) ? ratio : default;
            pool = pool with
            {
                Content = pool.Content with { Tick = tick, Liquidity = liquidity, SqrtPriceX96 = price },
            };
            return Log(address, transaction, [s_swap, 1, 2], 3, 4, price, liquidity, (UInt256)(Int256)tick);
        }

        bool adds = what == 2 || pool.Positions.IsEmpty;
        (int Lower, int Upper, long Liquidity) position = adds
            ? Position()
            : pool.Positions[Below(pool.Positions.Length)];
        pool = pool.With(adds ? pool.Positions.Add(position) : pool.Positions.Remove(position));
        UInt256[] topics =
        [
            adds ? s_mint : s_burn,
            5,
            (UInt256)(Int256)position.Lower,
            (UInt256)(Int256)position.Upper,
        ];
        UInt256 amount = new((ulong)position.Liquidity);
        return adds
            ? Log(address, transaction, topics, 6, amount, 7, 8)
            : Log(address, transaction, topics, amount, 7, 8);
    }

    private static SimulatedLog Log(
        Address address,
        int transaction,
        UInt256[] topics,
        params UInt256[] data
    ) => new(address, [.. topics], MadeContracts.Words(data), transaction);

    private static UInt256 Topic(string signature) =>
        Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes(signature));
}
