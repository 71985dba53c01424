using System.Globalization;
using System.Numerics;
using System.Text.Json;
using FastArb.EvmMath;
using FastArb.Market;

namespace FastArb.Verify;

/// <summary>
/// Swaps of a real Uniswap V3 pool, each from the state given: both amounts, and the state afterwards.
/// </summary>
internal sealed class V3SwapVectors : VectorKind
{
    // Of the lines before: they come by pool.
    private (FeeTier Tier, PoolTable Table)? _table;

    public override string Name => "v3-swaps";

    public override bool Recognises(JsonElement firstLine) =>
        firstLine.TryGetProperty("amountSpecified", out _) && firstLine.TryGetProperty("pool", out _);

    public override VectorDifference? Check(JsonElement line, BatchMath batches)
    {
        JsonElement pool = VectorLine.Member(line, "pool");
        PoolTable table = TableFor(pool);
        table.Load(0, VectorPool.Content(pool));
        SwapRequest request = new(
            VectorLine.Flag(line, "zeroForOne"),
            (Int256)VectorLine.Integer(VectorLine.Member(line, "amountSpecified"), "amountSpecified"),
            Limit(line)
        );
        QuoteOutcome outcome = table.Swap(0, in request, out SwapResult result);
        string expected = Expected(line);
        string got = outcome == QuoteOutcome.Reverted ? Revert(in request) : Answer(in request, in result);
        return got == expected
            ? DifferenceOfQuote(line, table, in request, outcome, in result)
            : new VectorDifference("swap", Inputs(line), expected, got);
    }

    /// <summary>Where the limit is none, the quote without it has to say the same.</summary>
    private static VectorDifference? DifferenceOfQuote(
        JsonElement line,
        PoolTable table,
        in SwapRequest request,
        QuoteOutcome outcome,
        ref readonly SwapResult result
    )
    {
        UInt256 none = request.ZeroForOne
            ? TickMath.MinSqrtRatio + UInt256.One
            : TickMath.MaxSqrtRatio - UInt256.One;
        if (request.SqrtPriceLimitX96 != none)
        {
            return null;
        }

        bool exactInput = !request.Amount.IsNegative;
        UInt256 given = Int256.UnsignedAbs(request.Amount);
        QuoteOutcome quoted = exactInput
            ? table.AmountOut(0, request.ZeroForOne, in given, out UInt256 other)
            : table.AmountIn(0, request.ZeroForOne, in given, out other);
        UInt256 right = exactInput ? result.AmountOut : result.AmountIn;
        return quoted == outcome && other == right
            ? null
            : new VectorDifference(
                "quote",
                Inputs(line),
                $"{outcome} {VectorLine.Decimal(in right)}",
                $"{quoted} {VectorLine.Decimal(in other)}"
            );
    }

    private PoolTable TableFor(JsonElement pool)
    {
        FeeTier tier = VectorPool.Tier(pool);
        if (_table is not { } kept || kept.Tier != tier)
        {
            kept = (tier, VectorPool.Table(tier));
            _table = kept;
        }

        return kept.Table;
    }

    /// <summary>
    /// A request's zero stands for none; the contract refuses it as it does any limit out of range.
    /// </summary>
    private static UInt256 Limit(JsonElement line)
    {
        UInt256 limit = VectorLine.Word(line, "sqrtPriceLimitX96");
        return limit.IsZero ? UInt256.One : limit;
    }

    private static string Expected(JsonElement line)
    {
        if (!VectorLine.Flag(line, "ok"))
        {
            return $"revert \"{VectorLine.Text(line, "error")}\"";
        }

        JsonElement after = VectorLine.Member(line, "after");
        return $"amounts {VectorLine.Text(line, "amount0")} {VectorLine.Text(line, "amount1")}"
            + $" price {VectorLine.Text(after, "sqrtPriceX96")}"
            + $" tick {VectorLine.Shown(VectorLine.Member(after, "tick"))}"
            + $" liquidity {VectorLine.Text(after, "liquidity")}";
    }

    private static string Revert(in SwapRequest request) =>
        request.Amount.IsZero ? "revert \"AS\"" : "revert \"SPL\"";

    private static string Answer(in SwapRequest request, ref readonly SwapResult result)
    {
        BigInteger paid = (BigInteger)result.AmountIn;
        BigInteger taken = -(BigInteger)result.AmountOut;
        (BigInteger amount0, BigInteger amount1) = request.ZeroForOne ? (paid, taken) : (taken, paid);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"amounts {amount0} {amount1} price {VectorLine.Decimal(in result.SqrtPriceX96)}"
                + $" tick {result.Tick} liquidity {result.Reserve0OrLiquidity}"
        );
    }

    private static string Inputs(JsonElement line) =>
        string.Join(
            ' ',
            ((string[])["id", "zeroForOne", "amountSpecified", "sqrtPriceLimitX96"]).Select(name =>
                $"{name}={VectorLine.Shown(VectorLine.Member(line, name))}"
            )
        );
}
