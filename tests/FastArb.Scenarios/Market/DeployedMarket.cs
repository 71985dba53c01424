using System.Collections.Immutable;
using System.Text.Json.Nodes;
using FastArb.EvmMath;
using FastArb.Market;
using FastArb.Scenarios.Anvil;
using FastArb.Tests;
using Xunit;

namespace FastArb.Scenarios.Market;

/// <summary>
/// Real factories with pools, tokens of our own, and those that trade and judge, on a node.
/// </summary>
internal sealed class DeployedMarket
{
    private const string Multicall3 = "0xcA11bde05977b3631167028862bE2a173976CA11";

    private const long DeploymentGas = 20_000_000;

    private readonly Dictionary<string, (Address Address, int Decimals, double Price)> _tokens = [];

    private readonly ImmutableArray<PoolSpec> _specs;

    private DeployedMarket(AnvilRpc rpc, string[] accounts, bool hasMulticall)
    {
        Rpc = rpc;
        Accounts = accounts;
        // Without Multicall3 a pool that may have liquidity at any tick is 7,000 questions: minutes beside
        // other work, and some of them again after each reorg. That is for the long form.
        _specs =
        [
            .. MarketSpec.All.Where(spec =>
                hasMulticall || TestRounds.Of(1) > 1 || spec.FeePips != MarketSpec.Tiers[0].FeePips
            ),
        ];
    }

    public AnvilRpc Rpc { get; }

    public string[] Accounts { get; }

    public MarketPlan Plan { get; private set; } = null!;

    /// <summary>Of each pool: what it would hold of both tokens if it were a pair, in their units.</summary>
    public ImmutableArray<(double Amount0, double Amount1)> Depths { get; private set; } = [];

    public Address Trader { get; private set; }

    public Address Judge { get; private set; }

    public static async Task<DeployedMarket> DeployAsync(
        AnvilRpc rpc,
        bool hasMulticall,
        CancellationToken cancellation
    )
    {
        DeployedMarket market = new(rpc, await rpc.AccountsAsync(cancellation), hasMulticall);
        Address setter = Address.Parse(market.Accounts[0]);
        Address first = await market.DeployAsync(ContractCode.PairFactory, cancellation, setter.ToWord());
        Address second = await market.DeployAsync(ContractCode.PairFactory, cancellation, setter.ToWord());
        Address third = await market.DeployAsync(ContractCode.PoolFactory, cancellation);
        market.Trader = await market.DeployAsync(ContractCode.Own("Trader"), cancellation);
        market.Judge = await market.DeployAsync(ContractCode.Own("Judge"), cancellation);
        if (hasMulticall)
        {
            await market.PlaceMulticallAsync(cancellation);
        }

        foreach ((string name, int decimals, double price) in MarketSpec.Tokens)
        {
            string code = ContractCode.Own("Token");
            Address token = await market.DeployAsync(code, cancellation, (UInt256)(ulong)decimals);
            market._tokens.Add(name, (token, decimals, price));
        }

        market.Plan = market.PlanOf([first, second, third], await rpc.ChainIdAsync(cancellation));
        market.Depths = [.. market.Plan.Pools.Select(market.DepthOf)];
        await market.CreatePoolsAsync(cancellation);
        return market;
    }

    public JsonObject Transaction(int account, Address to, string data, long gas = 5_000_000) =>
        new()
        {
            ["from"] = Accounts[account],
            ["to"] = to.ToString(),
            ["gas"] = AnvilRpc.Quantity(gas),
            ["data"] = data,
        };

    /// <summary>The square root of the price that a pool's tokens have elsewhere.</summary>
    public UInt256 FairSqrtPriceX96(int pool, double times = 1)
    {
        (double amount0, double amount1) = Depths[pool];
        return (UInt256)(Math.Sqrt(amount1 / amount0 * times) * Math.Pow(2, 96));
    }

    private async Task<Address> DeployAsync(
        string code,
        CancellationToken cancellation,
        params UInt256[] arguments
    )
    {
        JsonObject transaction = new()
        {
            ["from"] = Accounts[0],
            ["gas"] = AnvilRpc.Quantity(DeploymentGas),
            ["data"] = "0x" + code + AbiCall.Digits(arguments),
        };
        JsonNode receipt = await MinedAsync(transaction, cancellation);
        return Address.Parse(AnvilRpc.TextOf(receipt["contractAddress"]));
    }

    /// <summary>At the address that it has on nearly every chain.</summary>
    private async Task PlaceMulticallAsync(CancellationToken cancellation)
    {
        Address deployed = await DeployAsync(ContractCode.Own("Multicall"), cancellation);
        JsonNode? code = await Rpc.CallAsync("eth_getCode", [deployed.ToString(), "latest"], cancellation);
        await Rpc.CallAsync("anvil_setCode", [Multicall3, AnvilRpc.TextOf(code)], cancellation);
    }

    /// <summary>In a block of its own; must succeed.</summary>
    private async Task<JsonNode> MinedAsync(JsonObject transaction, CancellationToken cancellation)
    {
        string hash = await Rpc.SendTransactionAsync(transaction, cancellation);
        await Rpc.MineAsync(1, cancellation);
        JsonNode receipt = (await Rpc.ReceiptAsync(hash, cancellation))!;
        Assert.Equal("0x1", AnvilRpc.TextOf(receipt["status"]));
        return receipt;
    }

    private MarketPlan PlanOf(Address[] factories, long chainId)
    {
        TokenList tokens = new(
            _tokens.Select(pair => new Token(
                0,
                pair.Key,
                pair.Value.Address,
                pair.Value.Decimals,
                pair.Key.StartsWith("USD", StringComparison.Ordinal)
            )),
            ImmutableDictionary<string, ImmutableArray<string>>.Empty
        );
        UniswapV2Kind pairs = new();
        Venue[] venues =
        [
            new("First", pairs, factories[0], MarketSpec.PairCodeHash, SwapFee.Uniswap, []),
            new("Second", pairs, factories[1], MarketSpec.PairCodeHash, SwapFee.Uniswap, []),
            new(
                "Third",
                new UniswapV3Kind(),
                factories[2],
                MarketSpec.PoolCodeHash,
                default,
                MarketSpec.Tiers
            ),
        ];
        return new MarketPlan(chainId, tokens, venues, _specs.Select(spec => PoolOf(spec)));

        Pool PoolOf(PoolSpec spec)
        {
            Venue venue = venues.Single(venue => venue.Name == spec.Venue);
            Token[] both = [.. tokens.Named(spec.TokenA), .. tokens.Named(spec.TokenB)];
            Array.Sort(both, (one, other) => one.Address.CompareTo(other.Address));
            int spacing = venue.Tiers.FirstOrDefault(tier => tier.FeePips == spec.FeePips).TickSpacing;
            Address address = venue.Kind.PoolAddress(venue, both[0].Address, both[1].Address, spec.FeePips);
            return new Pool(0, venue, address, default, both[0], both[1], spec.FeePips, spacing);
        }
    }

    private (double Amount0, double Amount1) DepthOf(Pool pool) =>
        (AmountOf(pool.Token0, pool.Index), AmountOf(pool.Token1, pool.Index));

    private double AmountOf(Token token, int pool) =>
        _specs[pool].Depth / 2 / _tokens[token.Name].Price * Math.Pow(10, token.Decimals);

    private async Task CreatePoolsAsync(CancellationToken cancellation)
    {
        Address third = Plan.Venues[^1].Factory;
        FeeTier added = MarketSpec.Tiers[0];
        string tier = AbiCall.Of(
            "enableFeeAmount(uint24,int24)",
            (UInt256)added.FeePips,
            (UInt256)(ulong)added.TickSpacing
        );
        await MinedAsync(Transaction(0, third, tier), cancellation);
        foreach (Pool pool in Plan.Pools)
        {
            UInt256 token0 = pool.Token0.Address.ToWord();
            UInt256 token1 = pool.Token1.Address.ToWord();
            string create =
                pool.TickSpacing == 0
                    ? AbiCall.Of("createPair(address,address)", token0, token1)
                    : AbiCall.Of("createPool(address,address,uint24)", token0, token1, pool.FeePips);
            long gas = 8_000_000;
            await MinedAsync(Transaction(0, pool.Venue.Factory, create, gas), cancellation);

            // The address that the plan was made with is a computed one.
            ContractCall question = pool.Venue.Kind.FactoryQuestion(
                pool.Venue,
                pool.Token1.Address,
                pool.Token0.Address,
                pool.FeePips
            );
            JsonNode? answer = await Rpc.CallAsync(
                "eth_call",
                [
                    new JsonObject
                    {
                        ["to"] = question.To.ToString(),
                        ["data"] = "0x" + Convert.ToHexString(question.Data.AsSpan()),
                    },
                    "latest",
                ],
                cancellation
            );
            Assert.Equal(pool.Address.ToWord(), AbiCall.Words(answer).Single());
            await FillAsync(pool, cancellation);
        }
    }

    private async Task FillAsync(Pool pool, CancellationToken cancellation)
    {
        UInt256 address = pool.Address.ToWord();
        (double amount0, double amount1) = Depths[pool.Index];
        if (pool.TickSpacing == 0)
        {
            string mint = AbiCall.Of(
                "pairMint(address,uint256,uint256)",
                address,
                (UInt256)amount0,
                (UInt256)amount1
            );
            await MinedAsync(Transaction(0, Trader, mint), cancellation);
            return;
        }

        string initialize = AbiCall.Of("initialize(uint160)", FairSqrtPriceX96(pool.Index));
        await MinedAsync(Transaction(0, pool.Address, initialize), cancellation);
        int last = TickMath.MaxTick / pool.TickSpacing * pool.TickSpacing;
        string fill = AbiCall.Of(
            "poolMint(address,int24,int24,uint128)",
            address,
            (UInt256)(Int256)(-last),
            (UInt256)(ulong)last,
            (UInt256)Math.Sqrt(amount0 * amount1)
        );
        await MinedAsync(Transaction(0, Trader, fill), cancellation);
    }
}
