// Read runs on every lane, once per log; may not allocate or throw. Costs a few compares.
using FastArb.Chain;
using FastArb.EvmMath;

namespace FastArb.Market;

/// <summary>Uniswap V3 and forks with the same events.</summary>
public sealed class UniswapV3Kind : VenueKind
{
    // Swap(address,address,int256,int256,uint160,uint128,int24).
    private const string Swap = "0xc42079f94a6350d7e6235f29174924f928cc2ac818eb64fed8004e115fbcca67";

    // Mint(address,address,int24,int24,uint128,uint256,uint256).
    private const string Mint = "0x7a53080ba414158be7ec69b987b5fb7d07dee101fe85488f0853ae16239d0bde";

    // Burn(address,int24,int24,uint128,uint256,uint256).
    private const string Burn = "0x0c396cd989a39f4459b5fa1aed6a9a8dcdbc45908acfd67e028cd568da98982c";

    // Initialize(uint160,int24).
    private const string Initialize = "0x98636036cb66a9c19a37435efc1e90142190214e8abeb821bdba3f2990dd4c95";

    private const byte SwapIndex = 0;
    private const byte MintIndex = 1;
    private const byte BurnIndex = 2;

    private const int LiquidityBits = 128;

    public UniswapV3Kind()
        : base(
            "uniswap-v3",
            PoolShape.Concentrated,
            [
                EventTopic.Parse(Swap),
                EventTopic.Parse(Mint),
                EventTopic.Parse(Burn),
                EventTopic.Parse(Initialize),
            ],
            new GasUnits(Swap: 80_500, TickCrossed: 40_000)
        ) { }

    public override LogFault Read(ref readonly ChainEvent log, out PoolChange change) =>
        log.TopicIndex switch
        {
            SwapIndex => ReadSwap(in log, out change),
            // Mint: sender, amount, amount0, amount1. Burn: amount, amount0, amount1.
            MintIndex => ReadRange(in log, words: 4, amountAt: 1, adds: true, out change),
            BurnIndex => ReadRange(in log, words: 3, amountAt: 0, adds: false, out change),
            _ => ReadInitialize(in log, out change),
        };

    public override Address PoolAddress(Venue venue, Address token0, Address token1, uint feePips)
    {
        ArgumentNullException.ThrowIfNull(venue);
        UInt256 initCodeHash = venue.InitCodeHash!.Value;
        return ContractAddress.UniswapV3Pool(venue.Factory, initCodeHash, token0, token1, feePips);
    }

    public override ContractCall FactoryQuestion(Venue venue, Address token0, Address token1, uint feePips)
    {
        ArgumentNullException.ThrowIfNull(venue);
        // getPool(address,address,uint24).
        return new CallData(0x1698ee82).Add(token0).Add(token1).Add(feePips).To(venue.Factory);
    }

    public override VenueExample Example(Pool pool, int turn)
    {
        ArgumentNullException.ThrowIfNull(pool);
        UInt256 price = UInt256.One << 96;
        UInt128 liquidity = UInt128.One << 80;
        int edge = 10 * pool.TickSpacing;
        return new VenueExample(
            new PoolContent
            {
                SqrtPriceX96 = price,
                Tick = 0,
                Liquidity = liquidity,
                FeePips = pool.FeePips,
                Ticks =
                [
                    new PoolTick(-edge, liquidity, (Int128)liquidity),
                    new PoolTick(edge, liquidity, -(Int128)liquidity),
                ],
            },
            [Topics[SwapIndex], UInt256.One, UInt256.One],
            // It stays within its tick.
            [
                UInt256.One,
                UInt256.One,
                price + ((UInt256)(uint)(turn & 255) << 70),
                (UInt256)liquidity,
                default,
            ]
        );
    }

    public override PoolReading BeginReading(Pool pool) => new UniswapV3Reading(pool);

    // Words: address, sender, recipient, amount0, amount1, price, liquidity, tick.
    private static LogFault ReadSwap(ref readonly ChainEvent log, out PoolChange change)
    {
        change = default;
        if (log.DataLength != 5 * UInt256.ByteCount || log.TopicCount != 2 || log.Part != 0)
        {
            return LogFault.WrongLayout;
        }

        change.SqrtPriceX96 = log.Words[5];
        UInt256 liquidity = log.Words[6];
        if (
            !IsPrice(in change.SqrtPriceX96)
            || liquidity.BitLength > LiquidityBits
            || !EventTopic.TryReadTick(log.Words[7], out change.Tick)
        )
        {
            return LogFault.OutOfRange;
        }

        change.Liquidity = (UInt128)liquidity;
        change.Kind = PoolChangeKind.Price;
        return LogFault.None;
    }

    // Words: address, owner, lower, upper, then the data.
    private static LogFault ReadRange(
        ref readonly ChainEvent log,
        int words,
        int amountAt,
        bool adds,
        out PoolChange change
    )
    {
        change = default;
        if (log.DataLength != words * UInt256.ByteCount || log.TopicCount != 3 || log.Part != 0)
        {
            return LogFault.WrongLayout;
        }

        UInt256 amount = log.Words[4 + amountAt];
        if (
            // The contract's own delta is an int128.
            amount.BitLength >= LiquidityBits
            || !EventTopic.TryReadTick(log.Words[2], out change.LowerTick)
            || !EventTopic.TryReadTick(log.Words[3], out change.UpperTick)
            || change.LowerTick >= change.UpperTick
        )
        {
            return LogFault.OutOfRange;
        }

        Int128 delta = (Int128)amount;
        change.LiquidityDelta = adds ? delta : -delta;
        // A burn of nothing only collects fees.
        change.Kind = delta == 0 ? PoolChangeKind.None : PoolChangeKind.Range;
        return LogFault.None;
    }

    private static LogFault ReadInitialize(ref readonly ChainEvent log, out PoolChange change)
    {
        change = default;
        if (log.DataLength != 2 * UInt256.ByteCount || log.TopicCount != 0 || log.Part != 0)
        {
            return LogFault.WrongLayout;
        }

        change.SqrtPriceX96 = log.Words[1];
        if (!IsPrice(in change.SqrtPriceX96) || !EventTopic.TryReadTick(log.Words[2], out change.Tick))
        {
            return LogFault.OutOfRange;
        }

        change.Kind = PoolChangeKind.Initialize;
        return LogFault.None;
    }

    // What the contract's own arithmetic allows.
    private static bool IsPrice(in UInt256 sqrtPriceX96) =>
        sqrtPriceX96 >= TickMath.MinSqrtRatio && sqrtPriceX96 < TickMath.MaxSqrtRatio;
}
