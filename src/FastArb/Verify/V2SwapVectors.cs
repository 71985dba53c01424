using System.Globalization;
using System.Text.Json;
using FastArb.EvmMath;

namespace FastArb.Verify;

/// <summary>
/// Quotes of the real Uniswap V2 router, each tried out on the real pair: as quoted, and with one unit better
/// for the trader.
/// </summary>
internal sealed class V2SwapVectors : VectorKind
{
    /// <summary>997 of 1000 are kept.</summary>
    private const uint UniswapFeePips = 3_000;

    public override string Name => "v2-swaps";

    public override bool Recognises(JsonElement firstLine) =>
        firstLine.TryGetProperty("op", out JsonElement op)
        && op.ValueKind == JsonValueKind.String
        && op.GetString() is "getAmountOut" or "getAmountIn"
        && firstLine.TryGetProperty("reserve0", out _);

    public override VectorDifference? Check(JsonElement line, BatchMath batches)
    {
        string op = VectorLine.Text(line, "op");
        bool givenInput = op switch
        {
            "getAmountOut" => true,
            "getAmountIn" => false,
            _ => throw new InvalidDataException($"'op' is '{op}', neither getAmountOut nor getAmountIn"),
        };
        bool zeroForOne = VectorLine.Flag(line, "zeroForOne");
        UInt256 reserveIn = VectorLine.Word(line, zeroForOne ? "reserve0" : "reserve1");
        UInt256 reserveOut = VectorLine.Word(line, zeroForOne ? "reserve1" : "reserve0");
        UInt256 amount = VectorLine.Word(line, "amount");

        UInt256 quoted;
        ConstantProductResult result = givenInput
            ? ConstantProduct.AmountOut(in amount, in reserveIn, in reserveOut, SwapFee.Uniswap, out quoted)
            : ConstantProduct.AmountIn(in amount, in reserveIn, in reserveOut, SwapFee.Uniswap, out quoted);
        string got =
            result == ConstantProductResult.Ok
                ? VectorLine.Decimal(in quoted)
                : Revert(result, atPair: false);
        string expected = ExpectedQuote(line);
        if (got != expected)
        {
            return new VectorDifference(op, Inputs(line), expected, got);
        }

        if (givenInput && DifferenceOfBatch() is VectorDifference ofBatch)
        {
            return ofBatch;
        }

        if (result != ConstantProductResult.Ok)
        {
            return null;
        }

        UInt256 better = givenInput ? quoted + UInt256.One : quoted - UInt256.One;
        (UInt256 amountIn, UInt256 amountOut) = givenInput ? (amount, quoted) : (quoted, amount);
        (UInt256 betterIn, UInt256 betterOut) = givenInput ? (amount, better) : (better, amount);
        return TryOnPair("pair", in amountIn, in amountOut)
            ?? TryOnPair("pairBetter", in betterIn, in betterOut);

        VectorDifference? DifferenceOfBatch()
        {
            if (QuoteOfBatch(batches, in reserveIn, in reserveOut, in amount) is not UInt128 quote)
            {
                return null;
            }

            string right = result == ConstantProductResult.Ok ? expected : "0";
            string answer = quote.ToString(CultureInfo.InvariantCulture);
            return answer == right
                ? null
                : new VectorDifference(op, Inputs(line), right, $"{batches.Name} gave {answer}");
        }

        VectorDifference? TryOnPair(string member, in UInt256 paid, in UInt256 taken)
        {
            string ours = Swap(in reserveIn, in reserveOut, in paid, in taken, zeroForOne);
            string theirs = ExpectedSwap(VectorLine.Member(line, member));
            string inputs =
                $"{Inputs(line)} in={VectorLine.Decimal(in paid)} out={VectorLine.Decimal(in taken)}";
            return ours == theirs ? null : new VectorDifference($"{op}, {member}", inputs, theirs, ours);
        }
    }

    /// <summary>Null where a number is larger than a batch takes; 0 where there is no quote.</summary>
    private static UInt128? QuoteOfBatch(
        BatchMath batches,
        in UInt256 reserveIn,
        in UInt256 reserveOut,
        in UInt256 amountIn
    )
    {
        if (Math.Max(Math.Max(reserveIn.BitLength, reserveOut.BitLength), amountIn.BitLength) > 112)
        {
            return null;
        }

        Span<UInt128> quotes = stackalloc UInt128[1];
        batches.AmountsOut(
            [Narrow(in reserveIn)],
            [Narrow(in reserveOut)],
            [Narrow(in amountIn)],
            [UniswapFeePips],
            quotes
        );
        return quotes[0];
    }

    private static UInt128 Narrow(in UInt256 value) => new(value.Limbs.Item2, value.Limbs.Item1);

    private static string Swap(
        in UInt256 reserveIn,
        in UInt256 reserveOut,
        in UInt256 amountIn,
        in UInt256 amountOut,
        bool zeroForOne
    )
    {
        ConstantProductResult result = ConstantProduct.PairSwap(
            in reserveIn,
            in reserveOut,
            in amountIn,
            in amountOut,
            SwapFee.Uniswap,
            out UInt256 newReserveIn,
            out UInt256 newReserveOut
        );
        if (result != ConstantProductResult.Ok)
        {
            return Revert(result, atPair: true);
        }

        (UInt256 reserve0, UInt256 reserve1) = zeroForOne
            ? (newReserveIn, newReserveOut)
            : (newReserveOut, newReserveIn);
        return $"reserves {VectorLine.Decimal(in reserve0)} {VectorLine.Decimal(in reserve1)}";
    }

    private static string ExpectedQuote(JsonElement line) =>
        VectorLine.Member(line, "result").ValueKind == JsonValueKind.Null
            ? Revert(VectorLine.Text(line, "error"))
            : VectorLine.Text(line, "result");

    private static string ExpectedSwap(JsonElement swap)
    {
        if (!VectorLine.Flag(swap, "ok"))
        {
            return Revert(VectorLine.Text(swap, "error"));
        }

        JsonElement reserves = VectorLine.Member(swap, "reserves");
        return reserves.ValueKind == JsonValueKind.Array && reserves.GetArrayLength() == 2
            ? $"reserves {reserves[0]} {reserves[1]}"
            : throw new InvalidDataException("'reserves' is not a pair of numbers");
    }

    private static string Revert(ConstantProductResult result, bool atPair) =>
        Revert(ConstantProduct.RevertText(result, atPair));

    private static string Revert(string text) => $"revert \"{text}\"";

    private static string Inputs(JsonElement line) =>
        string.Join(
            ' ',
            ((string[])["reserve0", "reserve1", "zeroForOne", "amount"]).Select(name =>
                $"{name}={VectorLine.Shown(VectorLine.Member(line, name))}"
            )
        );
}
