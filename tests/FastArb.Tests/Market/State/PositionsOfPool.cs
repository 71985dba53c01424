using FastArb.Market;

namespace FastArb.Tests.Market.State;

/// <summary>
/// What a pool's state must be, by another way: from the positions that there are, not from their changes.
/// </summary>
internal sealed class PositionsOfPool(PoolShape shape)
{
    private readonly Dictionary<(int Lower, int Upper), UInt128> _positions = [];

    private PoolChange _last;
    private uint _feePips = 3000;

    public IEnumerable<KeyValuePair<(int Lower, int Upper), UInt128>> All => _positions;

    public int Tick => _last.Tick;

    public UInt128 LiquidityAt(int tick) =>
        _positions
            .Where(position => position.Key.Lower <= tick && tick < position.Key.Upper)
            .Aggregate(UInt128.Zero, (sum, position) => sum + position.Value);

    public void Take(PoolChange change)
    {
        switch (change.Kind)
        {
            case PoolChangeKind.None:
                break;
            case PoolChangeKind.Range:
                (int Lower, int Upper) range = (change.LowerTick, change.UpperTick);
                UInt128 liquidity = _positions.GetValueOrDefault(range) + (UInt128)change.LiquidityDelta;
                _positions[range] = liquidity;
                if (liquidity == 0)
                {
                    _positions.Remove(range);
                }

                break;
            case PoolChangeKind.Fee:
                _feePips = change.FeePips;
                break;
            default:
                _last = change;
                break;
        }
    }

    public PoolContent Content()
    {
        if (shape == PoolShape.ConstantProduct)
        {
            return new PoolContent { Reserve0 = _last.Reserve0, Reserve1 = _last.Reserve1 };
        }

        SortedDictionary<int, PoolTick> ticks = [];
        foreach (((int lower, int upper), UInt128 liquidity) in _positions)
        {
            PoolTick below = ticks.GetValueOrDefault(lower);
            PoolTick above = ticks.GetValueOrDefault(upper);
            ticks[lower] = new PoolTick(lower, below.Gross + liquidity, below.Net + (Int128)liquidity);
            ticks[upper] = new PoolTick(upper, above.Gross + liquidity, above.Net - (Int128)liquidity);
        }

        return new PoolContent
        {
            SqrtPriceX96 = _last.SqrtPriceX96,
            Tick = _last.Tick,
            Liquidity = LiquidityAt(_last.Tick),
            FeePips = _feePips,
            Ticks = [.. ticks.Values],
        };
    }
}
