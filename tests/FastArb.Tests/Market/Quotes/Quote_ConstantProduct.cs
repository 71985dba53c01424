using System.Globalization;
using System.Text.Json;
using FastArb.EvmMath;
using FastArb.Market;
using FastArb.Tests.FrontDoor;
using Xunit;

namespace FastArb.Tests.Market.Quotes;

/// <summary>Quotes of pairs against the real pair, which took or refused each of them.</summary>
public sealed class Quote_ConstantProduct
{
    [Fact]
    public void Every_quote_of_a_pair_is_the_best_that_the_real_one_accepts()
    {
        PoolTable table = OnePool.ConstantProduct(SwapFee.Uniswap);
        int full = 0;
        foreach (string line in ScratchFolder.VectorLines("v2-swaps.jsonl.gz"))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            bool zeroForOne = root.GetProperty("zeroForOne").GetBoolean();
            UInt256 amount = Word(root.GetProperty("amount"));
            bool exactInput = root.GetProperty("op").GetString() == "getAmountOut";
            table.Load(
                0,
                new PoolContent
                {
                    Reserve0 = (UInt128)Word(root.GetProperty("reserve0")),
                    Reserve1 = (UInt128)Word(root.GetProperty("reserve1")),
                }
            );
            QuoteOutcome outcome = exactInput
                ? table.AmountOut(0, zeroForOne, in amount, out UInt256 other)
                : table.AmountIn(0, zeroForOne, in amount, out other);
            JsonElement? taken = Accepted(root, out UInt256 right);
            Assert.Equal(taken is null ? QuoteOutcome.Reverted : QuoteOutcome.Full, outcome);
            Assert.Equal(right, other);
            if (taken is not { } after || amount >> 255 != UInt256.Zero)
            {
                continue;
            }

            full++;
            SwapRequest request = new(zeroForOne, exactInput ? (Int256)amount : -(Int256)amount, default);
            Assert.Equal(QuoteOutcome.Full, table.Swap(0, in request, out SwapResult result));
            Assert.Equal(exactInput ? (amount, right) : (right, amount), (result.AmountIn, result.AmountOut));
            Assert.Equal(Word(after.GetProperty("reserves")[0]), (UInt256)result.Reserve0OrLiquidity);
            Assert.Equal(Word(after.GetProperty("reserves")[1]), (UInt256)result.Reserve1);
            request = request with { SqrtPriceLimitX96 = UInt256.One << 96 };
            Assert.Equal(QuoteOutcome.Reverted, table.Swap(0, in request, out _));
        }

        Assert.True(full > 1_500);
    }

    // What the pair did with the best quote; null where it refuses. The router's input is sometimes one more
    // than needed; then the pair took one less as well.
    private static JsonElement? Accepted(JsonElement root, out UInt256 quote)
    {
        quote = default;
        if (root.GetProperty("result").ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        JsonElement better = root.GetProperty("pairBetter");
        bool takesBetter = better.GetProperty("ok").GetBoolean();
        JsonElement pair = takesBetter ? better : root.GetProperty("pair");
        if (!pair.GetProperty("ok").GetBoolean())
        {
            return null;
        }

        quote = Word(root.GetProperty("result")) - (takesBetter ? UInt256.One : UInt256.Zero);
        return pair;
    }

    private static UInt256 Word(JsonElement number) =>
        UInt256.Parse(number.GetString()!, CultureInfo.InvariantCulture);
}
