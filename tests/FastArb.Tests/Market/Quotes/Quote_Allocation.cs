using FastArb.EvmMath;
using FastArb.Market;
using Xunit;

namespace FastArb.Tests.Market.Quotes;

[Trait("gate", "allocation")]
public sealed class Quote_Allocation
{
    private const int Calls = 1_000;

    [Fact]
    public void Quotes_of_moving_pools_allocate_nothing()
    {
        PoolTable table = OnePool.Concentrated(500, 10);
        PoolPort port = new(500, 10, 77);
        for (int i = 1; i < 20; i++)
        {
            port.Mint(-i * i * 10, i * i * 10, (UInt128)i << 60);
        }

        table.Load(0, port.Content);
        AllocatesNothing(table);
    }

    [Fact]
    public void Quotes_of_pairs_allocate_nothing()
    {
        PoolTable table = OnePool.ConstantProduct(SwapFee.Uniswap);
        table.Load(0, new PoolContent { Reserve0 = 1UL << 62, Reserve1 = 1UL << 61 });
        AllocatesNothing(table);
    }

    private static void AllocatesNothing(PoolTable table)
    {
        long allocated = AllocatedBytes.Least(() =>
        {
            for (int call = 0; call < Calls; call++)
            {
                UInt256 amount = UInt256.One << (call % 70);
                bool zeroForOne = (call & 1) == 0;
                table.AmountOut(0, zeroForOne, in amount, out _);
                table.AmountIn(0, zeroForOne, in amount, out _);
                SwapRequest request = new(zeroForOne, (Int256)amount, default);
                table.Swap(0, in request, out SwapResult result);
                if (result.SqrtPriceX96.IsZero || call % 70 > 50)
                {
                    continue;
                }

                PoolChange change = new()
                {
                    Kind = PoolChangeKind.Price,
                    SqrtPriceX96 = result.SqrtPriceX96,
                    Tick = result.Tick,
                    Liquidity = result.Reserve0OrLiquidity,
                };
                table.Apply(0, in change);
            }
        });
        Assert.Equal(0, allocated);
    }
}
