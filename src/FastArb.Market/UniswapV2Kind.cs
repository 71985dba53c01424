// Read runs on every lane, once per log; may not allocate or throw. Costs a few compares.
using System.Globalization;
using FastArb.Chain;
using FastArb.EvmMath;

namespace FastArb.Market;

/// <summary>Uniswap V2 and its forks: state is what <c>Sync</c> says.</summary>
public sealed class UniswapV2Kind : VenueKind
{
    // Sync(uint112,uint112).
    private const string Sync = "0x1c411e9a96e071241c2f21f7726b17ae89e3cab4c78be50e062b03a9fffbbad1";

    private const int SyncBytes = 2 * UInt256.ByteCount;
    private const int ReserveBits = 112;

    public UniswapV2Kind()
        : base(
            "uniswap-v2",
            PoolShape.ConstantProduct,
            [EventTopic.Parse(Sync)],
            new GasUnits(Swap: 71_000, TickCrossed: 0)
        ) { }

    public override LogFault Read(ref readonly ChainEvent log, out PoolChange change)
    {
        change = default;
        if (log.DataLength != SyncBytes || log.TopicCount != 0 || log.Part != 0)
        {
            return LogFault.WrongLayout;
        }

        UInt256 reserve0 = log.Words[1];
        UInt256 reserve1 = log.Words[2];
        if (reserve0.BitLength > ReserveBits || reserve1.BitLength > ReserveBits)
        {
            return LogFault.OutOfRange;
        }

        change.Kind = PoolChangeKind.Reserves;
        change.Reserve0 = (UInt128)reserve0;
        change.Reserve1 = (UInt128)reserve1;
        return LogFault.None;
    }

    public override Address PoolAddress(Venue venue, Address token0, Address token1, uint feePips)
    {
        ArgumentNullException.ThrowIfNull(venue);
        return ContractAddress.UniswapV2Pair(venue.Factory, venue.InitCodeHash!.Value, token0, token1);
    }

    public override ContractCall FactoryQuestion(Venue venue, Address token0, Address token1, uint feePips)
    {
        ArgumentNullException.ThrowIfNull(venue);
        // getPair(address,address).
        return new CallData(0xe6a43905).Add(token0).Add(token1).To(venue.Factory);
    }

    public override VenueExample Example(Pool pool, int turn)
    {
        var reserve = UInt128.Parse("1000000000000000000000000", CultureInfo.InvariantCulture);
        UInt128 moved = (reserve >> 20) * (UInt128)(uint)(turn & 255);
        return new VenueExample(
            new PoolContent { Reserve0 = reserve, Reserve1 = reserve },
            [Topics[0]],
            [(UInt256)(reserve + moved), (UInt256)(reserve - moved)]
        );
    }

    public override PoolReading BeginReading(Pool pool) => new UniswapV2Reading(pool);
}
