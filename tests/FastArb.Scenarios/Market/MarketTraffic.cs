using System.Text.Json.Nodes;
using FastArb.EvmMath;
using FastArb.Market;

namespace FastArb.Scenarios.Market;

/// <summary>
/// People at work on a market, on a chain that goes back now and then: who does what is drawn from a seed and
/// from what the pools last held.
/// </summary>
internal sealed class MarketTraffic(DeployedMarket market, ulong seed)
{
    private const int ReorgDepthMax = 6;

    private const int RollbackDepthMax = 3;

    private const int TransactionsPerBlockMax = 14;

    private const int BundleMax = 4;

    private const int PositionsAtFirst = 12;

    private readonly TrafficDraws _draws = new(seed);

    private readonly PairTraffic _pairs = new(market);

    private readonly PoolTraffic _pools = new(market);

    private long _begin;
    private long _mined;

    /// <summary>What the pools held when they were last looked at.</summary>
    public PoolContent[] Known { get; set; } = [];

    public int Reorgs { get; private set; }

    /// <summary>Puts liquidity into the pools, of <see cref="Known"/> state.</summary>
    public async Task BeginAsync(CancellationToken cancellation)
    {
        foreach (Pool pool in market.Plan.Pools.Where(pool => pool.TickSpacing > 0))
        {
            for (int i = 0; i < PositionsAtFirst; i++)
            {
                string mint = _pools.Mint(pool, Known[pool.Index], _draws);
                JsonObject transaction = market.Transaction(0, market.Trader, mint);
                await market.Rpc.SendTransactionAsync(transaction, cancellation);
            }
        }

        await market.Rpc.MineAsync(1, cancellation);
        _begin = await market.Rpc.BlockNumberAsync(cancellation);
    }

    /// <summary>One more block, or a reorg.</summary>
    public async Task StepAsync(CancellationToken cancellation)
    {
        long head = await market.Rpc.BlockNumberAsync(cancellation);
        int room = (int)Math.Min(head - _begin - 1, ReorgDepthMax);
        int draw = _draws.Below(100);
        if (room > 0 && draw < 14)
        {
            int depth = 1 + _draws.Below(room);
            List<(JsonObject Transaction, int Block)> replacements = [];
            for (int block = 0; draw < 10 && block < depth; block++)
            {
                replacements.AddRange(Transactions().Select(transaction => (transaction, block)));
            }

            await market.Rpc.ReorgAsync(depth, replacements, cancellation);
            Reorgs++;
        }
        else if (room > 0 && draw < 20)
        {
            await market.Rpc.RollbackAsync(1 + _draws.Below(Math.Min(room, RollbackDepthMax)), cancellation);
            Reorgs++;
        }

        await MineAsync(cancellation);
    }

    /// <summary>
    /// One block, which is like no other: an empty one that is mined again within a second would be the one
    /// that went away.
    /// </summary>
    private async Task MineAsync(CancellationToken cancellation)
    {
        string unique = AbiCall.Of("mint(address,uint256)", market.Trader.ToWord(), (UInt256)(ulong)++_mined);
        Address token = market.Plan.Tokens[0].Address;
        await market.Rpc.SendTransactionAsync(market.Transaction(0, token, unique), cancellation);
        foreach (JsonObject transaction in Transactions())
        {
            await market.Rpc.SendTransactionAsync(transaction, cancellation);
        }

        await market.Rpc.MineAsync(1, cancellation);
    }

    /// <summary>One block in eight has none; one transaction in six does several things.</summary>
    private IEnumerable<JsonObject> Transactions()
    {
        int count = _draws.OneIn(8) ? 0 : _draws.Below(TransactionsPerBlockMax + 1);
        for (int i = 0; i < count; i++)
        {
            int account = _draws.Below(market.Accounts.Length);
            string data = _draws.OneIn(6)
                ? AbiCall.OfCalls(
                    "many(bytes[])",
                    [.. Enumerable.Range(0, 1 + _draws.Below(BundleMax)).Select(_ => Call())]
                )
                : Call();
            yield return market.Transaction(account, market.Trader, data);
        }
    }

    private string Call()
    {
        Pool pool = _draws.Of(market.Plan.Pools);
        return pool.TickSpacing == 0
            ? _pairs.Call(pool, Known[pool.Index], _draws)
            : _pools.Call(pool, Known[pool.Index], _draws);
    }
}
