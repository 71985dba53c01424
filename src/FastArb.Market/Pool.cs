using FastArb.EvmMath;

namespace FastArb.Market;

/// <summary>
/// What never changes of a pool. Its state is in <see cref="PoolTable"/>, at the same index.
/// </summary>
/// <param name="Index">Its place in <see cref="MarketPlan.Pools"/>.</param>
/// <param name="Venue">Where it trades.</param>
/// <param name="Address">The contract that its logs come from.</param>
/// <param name="Id">Which of the contract's pools, where it has many; else zero.</param>
/// <param name="Token0">The token of the lower address.</param>
/// <param name="Token1">The other one.</param>
/// <param name="FeePips">As its venue's tier says; of venues with one fee for all, that fee.</param>
/// <param name="TickSpacing">0 where there are no ticks.</param>
public sealed record Pool(
    int Index,
    Venue Venue,
    Address Address,
    UInt256 Id,
    Token Token0,
    Token Token1,
    uint FeePips,
    int TickSpacing
)
{
    public override string ToString() => $"{Token0.Name}/{Token1.Name} {Venue.Name} {Address}";
}
