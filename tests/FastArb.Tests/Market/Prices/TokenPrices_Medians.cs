using FastArb.EvmMath;
using FastArb.Market;
using Xunit;
using static FastArb.Tests.Market.Prices.PricedMarket;

namespace FastArb.Tests.Market.Prices;

public sealed class TokenPrices_Medians(ITestOutputHelper output)
{
    private readonly PricedMarket _market = new();

    [Fact]
    public void A_token_is_worth_what_a_pool_with_dollars_says()
    {
        int pool = _market.AddPair("USDC", "WETH");
        _market.Fill(pool, Units(3_000_000, 6), Units(1_000, 18));
        _market.Prices.Seal(1);
        Assert.Equal(3_000m, Usd("WETH"));
        Assert.Equal(1m, Usd("USDC"));
        Assert.Equal(3_000m, Dollars(_market.Prices.NativeUsd));
        Assert.True(_market.Prices.TryValueOf(_market.Index("WETH"), Units(0.5m, 18), out UInt256 value));
        Assert.Equal(1_500m, Dollars((UInt128)value));
        Assert.True(_market.Prices.TryAmountOf(_market.Index("WETH"), value, out UInt256 amount));
        Assert.Equal(0.5m, Dollars((UInt128)amount));
        Assert.True(_market.Prices.TryValueOf(_market.Index("USDC"), 7_000_000, out value));
        Assert.Equal(7m, Dollars((UInt128)value));
    }

    [Fact]
    public void A_token_without_a_pool_that_says_something_has_no_price()
    {
        _market.AddPair("AAVE", "FAR");
        _market.Prices.Seal(1);
        Assert.Equal(0m, Usd("FAR"));
        Assert.False(_market.Prices.TryValueOf(_market.Index("FAR"), UInt256.One, out UInt256 value));
        Assert.True(value.IsZero);
    }

    [Fact]
    public void The_deepest_pools_decide_and_of_them_the_middle_one()
    {
        // Seven pools; the two thinnest, with absurd prices, are none of the five.
        (decimal Usd, decimal Weth)[] reserves =
        [
            (10, 1),
            (1_000, 1),
            (3_000_000, 1_000),
            (3_100_000, 1_000),
            (2_900_000, 1_000),
            (6_400_000, 2_000),
            (2_800_000, 1_000),
        ];
        int[] pools = [.. reserves.Select(_ => _market.AddPair("USDC", "WETH"))];
        for (int i = 0; i < pools.Length; i++)
        {
            _market.Fill(pools[i], Units(reserves[i].Usd, 6), Units(reserves[i].Weth, 18));
        }

        _market.Prices.Seal(1);
        Assert.Equal(3_000m, Usd("WETH"));
    }

    [Fact]
    public void Of_an_even_number_the_price_is_half_way_between_the_middle_two()
    {
        _market.AddPair("USDC", "WETH");
        _market.AddPair("DAI", "WETH");
        _market.Fill(0, Units(3_000, 6), Units(1, 18));
        _market.Fill(1, Units(3_100, 18), Units(1, 18));
        _market.Prices.Seal(1);
        Assert.Equal(3_050m, Usd("WETH"));
    }

    [Fact]
    public void Two_hops_are_enough_and_three_too_many()
    {
        _market.AddPair("USDC", "WETH");
        _market.AddPair("WETH", "AAVE");
        _market.AddPair("AAVE", "FAR");
        _market.Fill(0, Units(3_000_000, 6), Units(1_000, 18));
        _market.Fill(1, Units(10, 18), Units(300, 18));
        _market.Fill(2, Units(10, 18), Units(10, 18));
        _market.Prices.Seal(1);
        Assert.Equal(100m, Usd("AAVE"));
        Assert.Equal(0m, Usd("FAR"));
    }

    [Theory]
    [InlineData("USDC", "WETH", 3_000)]
    [InlineData("WETH", "WBTC", 3_000)]
    [InlineData("USDC", "WBTC", 60_000)]
    public void A_concentrated_pool_speaks_by_its_price(string a, string b, int expected)
    {
        _market.AddPair("USDC", "WETH");
        int pool = _market.AddRange(a, b);
        // Thin beside the concentrated pool, so that WBTC's own is by that one.
        _market.Fill(0, Units(3_000, 6), Units(1, 18));

        // One unit of token 1 in units of token 0, square root, Q96.
        (int d0, int d1) = (Decimals(a), Decimals(b));
        double ratio = (a, b) switch
        {
            ("USDC", "WETH") => Math.Pow(10, d1 - d0) / 3_000,
            ("WETH", "WBTC") => Math.Pow(10, d1 - d0) / 20,
            _ => Math.Pow(10, d1 - d0) / 60_000,
        };
        _market.Fill(pool, (UInt256)(Math.Sqrt(ratio) * Math.Pow(2, 96)), (UInt128)1e20);
        _market.Prices.Seal(1);
        decimal found = Usd(b);
        decimal wanted = b == "WBTC" ? 60_000 : expected;
        Assert.InRange(found, wanted * 0.999999m, wanted * 1.000001m);
    }

    [Fact]
    public void A_pool_that_is_not_live_or_has_nothing_in_range_is_not_asked()
    {
        _market.AddPair("USDC", "WETH");
        _market.AddPair("USDC", "WETH");
        _market.AddRange("USDC", "WETH");
        _market.Fill(0, Units(3_000, 6), Units(1, 18));
        _market.Fill(2, UInt256.One << 96, 0);
        _market.Prices.Seal(1);
        Assert.Equal(3_000m, Usd("WETH"));
    }

    [Fact]
    public void A_price_is_the_median_of_thirty_sealed_blocks_and_none_inside_a_block()
    {
        _market.AddPair("USDC", "WETH");
        Queue<decimal> last = new();
        SeededBits bits = new(1);
        for (int block = 1; block <= 200; block++)
        {
            // What happens inside the block, such as a flash loan, is nobody's price.
            decimal before = Usd("WETH");
            Set(bits.NextUInt64() % 1_000_000);
            Assert.Equal(before, Usd("WETH"));
            decimal price = 2_000 + (bits.NextUInt64() % 2_000);
            Set(price);
            _market.Prices.Seal(block);
            last.Enqueue(price);
            if (last.Count > 30)
            {
                last.Dequeue();
            }

            decimal[] sorted = [.. last.Order()];
            int middle = sorted.Length / 2;
            decimal median =
                sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
            Assert.Equal(median, Usd("WETH"));
        }
    }

    [Fact]
    public void A_token_that_had_no_price_in_most_blocks_has_none()
    {
        _market.AddPair("USDC", "WETH");
        for (int block = 1; block <= 20; block++)
        {
            _market.Prices.Seal(block);
            _market.Prices.Settle();
        }

        for (int block = 21; block <= 40; block++)
        {
            // From block 36 on, 16 of the last 30 have one.
            Set(3_000);
            _market.Prices.Seal(block);
            Assert.Equal(block < 36 ? 0m : 3_000m, Usd("WETH"));
        }

        Assert.Equal(3_000m, Usd("WETH"));
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void After_a_reorganisation_prices_are_those_of_a_run_that_never_had_it(ulong seed)
    {
        output.WriteLine($"seed {seed}");
        SeededBits bits = new(seed);
        _market.AddPair("USDC", "WETH");
        List<decimal> chain = [];
        for (int step = 0; step < TestRounds.Of(300); step++)
        {
            if (bits.NextUInt64() % 10 == 0 && chain.Count > 0)
            {
                int depth = 1 + (int)(bits.NextUInt64() % (ulong)Math.Min(chain.Count, 64));
                chain.RemoveRange(chain.Count - depth, depth);
                if (chain.Count > 0)
                {
                    Set(chain[^1]);
                }

                _market.Prices.UndoTo(chain.Count);
            }

            chain.Add(1_000 + (bits.NextUInt64() % 9_000));
            Set(chain[^1]);
            _market.Prices.Seal(chain.Count);
            if (bits.NextUInt64() % 2 == 0)
            {
                decimal[] sorted = [.. chain.TakeLast(30).Order()];
                int middle = sorted.Length / 2;
                Assert.Equal(
                    sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2,
                    Usd("WETH")
                );
            }
            else
            {
                _market.Prices.Settle();
            }
        }
    }

    [Fact]
    public void Tokens_that_count_as_a_dollar_show_what_they_are_worth_in_another()
    {
        _market.AddPair("USDC", "DAI");
        _market.Fill(0, Units(990, 6), Units(1_000, 18));
        _market.Prices.Seal(1);
        Assert.Equal(1m, Usd("DAI"));
        Assert.Equal(0.99m, Dollars(_market.Prices.CrossRateOf(_market.Index("DAI"))));
        Assert.Equal(1m, Dollars(_market.Prices.CrossRateOf(_market.Index("USDC"))));
    }

    [Fact]
    [Trait("gate", "allocation")]
    public void Making_prices_allocates_nothing()
    {
        _market.AddPair("USDC", "WETH");
        _market.AddRange("WETH", "AAVE");
        Set(3_000);
        _market.Fill(1, UInt256.One << 96, 1_000_000);
        long block = 0;
        TokenPrices prices = _market.Prices;
        Assert.Equal(
            0,
            AllocatedBytes.Least(() =>
            {
                prices.Seal(++block);
                prices.Settle();
                prices.UndoTo(block - 1);
            })
        );
    }

    private int Decimals(string token) => _market.Tokens.Named(token)[0].Decimals;

    private decimal Usd(string token) => Dollars(_market.Prices.UsdOf(_market.Index(token)));

    private void Set(decimal price) => _market.Fill(0, Units(1_000 * price, 6), Units(1_000, 18));
}
