using FastArb.EvmMath;
using FastArb.Market;
using FastArb.Tests.EvmMath;
using Xunit;

namespace FastArb.Tests.Market.Quotes;

/// <summary>What must hold between quotes, whatever the pool.</summary>
public sealed class Quote_Cycles
{
    private static readonly int s_rounds = TestRounds.Of(2_000);

    public static TheoryData<ulong> Seeds => TestSeeds.All;

    [Theory]
    [MemberData(nameof(Seeds))]
    public void No_way_through_a_pool_and_back_profits(ulong seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {s_rounds} cycles");
        SeededBits bits = new(seed);
        int closed = 0;
        PoolTable table = NextPool(bits, 0);
        for (int round = 0; round < s_rounds; round++)
        {
            table = round % 16 == 0 ? NextPool(bits, round) : table;
            PoolContent before = table.ContentOf(0);
            bool zeroForOne = (bits.NextUInt64() & 1) == 0;
            SwapRequest there = new(zeroForOne, EdgeNumbers.Signed(bits.NextBits(110) + 1), default);
            QuoteOutcome outcome = table.Swap(0, in there, out SwapResult result);
            if (outcome is not (QuoteOutcome.Full or QuoteOutcome.Partial) || result.AmountOut.IsZero)
            {
                continue;
            }

            Apply(table, in result);
            QuoteOutcome back = table.AmountOut(0, !zeroForOne, in result.AmountOut, out UInt256 again);
            Assert.True(
                again <= result.AmountIn,
                $"seed {seed}, round {round}: {there} gave {result.AmountOut}, and that {again}"
            );
            closed += back == QuoteOutcome.Full ? 1 : 0;
            table.Load(0, before);
        }

        Assert.InRange(closed, s_rounds / 4, s_rounds);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void An_input_quoted_for_an_output_buys_at_least_that(ulong seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {s_rounds} quotes");
        SeededBits bits = new(seed);
        int full = 0;
        PoolTable table = NextPool(bits, 0);
        for (int round = 0; round < s_rounds; round++)
        {
            table = round % 16 == 0 ? NextPool(bits, round) : table;
            bool zeroForOne = (bits.NextUInt64() & 1) == 0;
            UInt256 wanted = EdgeNumbers.Word(bits.NextBits(110) + 1);
            if (table.AmountIn(0, zeroForOne, in wanted, out UInt256 input) != QuoteOutcome.Full)
            {
                continue;
            }

            full++;
            string where = $"seed {seed}, round {round}: {wanted} for {input}";
            Assert.True(
                table.AmountOut(0, zeroForOne, in input, out UInt256 got) == QuoteOutcome.Full,
                where
            );
            Assert.True(got >= wanted, where);

            // Of a pair, it is the least that does.
            UInt256 less = input - UInt256.One;
            bool isPair = table.Plan.Pools[0].TickSpacing == 0;
            QuoteOutcome outcome = table.AmountOut(0, zeroForOne, in less, out got);
            Assert.True(!isPair || outcome == QuoteOutcome.Reverted || got < wanted, where);
        }

        Assert.InRange(full, s_rounds / 4, s_rounds);
    }

    private static void Apply(PoolTable table, ref readonly SwapResult result)
    {
        PoolChange change = new()
        {
            Kind = table.Plan.Pools[0].TickSpacing == 0 ? PoolChangeKind.Reserves : PoolChangeKind.Price,
            Reserve0 = result.Reserve0OrLiquidity,
            Reserve1 = result.Reserve1,
            SqrtPriceX96 = result.SqrtPriceX96,
            Tick = result.Tick,
            Liquidity = result.Reserve0OrLiquidity,
        };
        Assert.Equal(LogFault.None, table.Apply(0, in change));
    }

    // A pair, or a pool with ten positions of all widths around its price.
    private static PoolTable NextPool(SeededBits bits, int round)
    {
        if ((round & 16) == 0)
        {
            PoolTable pair = OnePool.ConstantProduct(SwapFee.FromPips((uint)(bits.NextUInt64() % 10_001)));
            pair.Load(
                0,
                new PoolContent
                {
                    Reserve0 = (UInt128)(bits.NextBits(111) + 1),
                    Reserve1 = (UInt128)(bits.NextBits(111) + 1),
                }
            );
            return pair;
        }

        uint fee = (uint)(bits.NextUInt64() % 10_001);
        PoolPort port = new(fee, 60, (int)(bits.NextUInt64() % 400_000) - 200_000);
        for (int i = 0; i < 10; i++)
        {
            int lower = (port.Tick / 60) - (int)(bits.NextUInt64() % (1UL << i)) - 1;
            int upper = (port.Tick / 60) + (int)(bits.NextUInt64() % (1UL << i)) + 1;
            port.Mint(lower * 60, upper * 60, bits.NextBits(100) + 1);
        }

        PoolTable table = OnePool.Concentrated(fee, 60);
        table.Load(0, port.Content);
        return table;
    }
}
