using System.Globalization;
using System.Runtime.CompilerServices;
using FastArb.EvmMath;

namespace FastArb.Verify;

/// <summary>The functions by their Solidity names, and our counterpart of each.</summary>
internal sealed partial class V3FunctionVectors
{
    private static readonly Dictionary<string, Function> Functions = new(StringComparer.Ordinal)
    {
        ["getSqrtRatioAtTick"] = new(1, RatioAtTick),
        ["getTickAtSqrtRatio"] = new(1, TickAtRatio),
        ["mulDiv"] = new(3, MulDiv),
        ["mulDivRoundingUp"] = new(3, MulDivRoundingUp),
        ["divRoundingUp"] = new(2, DivRoundingUp),
        ["getAmount0Delta"] = new(4, Amount0Delta),
        ["getAmount1Delta"] = new(4, Amount1Delta),
        ["getAmount0DeltaSigned"] = new(3, Amount0DeltaSigned),
        ["getAmount1DeltaSigned"] = new(3, Amount1DeltaSigned),
        ["getNextSqrtPriceFromInput"] = new(4, NextSqrtPriceFromInput),
        ["getNextSqrtPriceFromOutput"] = new(4, NextSqrtPriceFromOutput),
        ["computeSwapStep"] = new(5, ComputeSwapStep),
        ["addDelta"] = new(2, AddDelta),
        ["mostSignificantBit"] = new(1, inputs => Number(UInt256.MostSignificantBit(inputs.Word(0)))),
        ["leastSignificantBit"] = new(1, inputs => Number(UInt256.LeastSignificantBit(inputs.Word(0)))),
        ["maxLiquidityPerTick"] = new(1, MaxLiquidityPerTick),
    };

    private static FunctionAnswer RatioAtTick(FunctionInputs inputs) =>
        TickMath.TryRatioAtTick(inputs.Tick(0), out UInt256 ratio)
            ? FunctionAnswer.Of(in ratio)
            : FunctionAnswer.Revert("T");

    private static FunctionAnswer TickAtRatio(FunctionInputs inputs) =>
        TickMath.TryTickAtRatio(inputs.Word(0), out int tick) ? Number(tick) : FunctionAnswer.Revert("R");

    private static FunctionAnswer MulDiv(FunctionInputs inputs)
    {
        bool ok = UInt256.TryMulDiv(inputs.Word(0), inputs.Word(1), inputs.Word(2), out UInt256 result);
        return FunctionAnswer.Of(ok, in result);
    }

    private static FunctionAnswer MulDivRoundingUp(FunctionInputs inputs)
    {
        bool ok = UInt256.TryMulDivRoundingUp(
            inputs.Word(0),
            inputs.Word(1),
            inputs.Word(2),
            out UInt256 result
        );
        return FunctionAnswer.Of(ok, in result);
    }

    /// <summary>The contract's assembly divides without a check: anything by zero is zero.</summary>
    private static FunctionAnswer DivRoundingUp(FunctionInputs inputs)
    {
        UInt256 result = default;
        if (!inputs.Word(1).IsZero)
        {
            UInt256.TryDivideRoundingUp(inputs.Word(0), inputs.Word(1), out result);
        }

        return FunctionAnswer.Of(in result);
    }

    private static FunctionAnswer Amount0Delta(FunctionInputs inputs)
    {
        (UInt256 a, UInt256 b) = (inputs.Word(0), inputs.Word(1));
        bool ok = SqrtPriceMath.TryAmount0Delta(
            in a,
            in b,
            inputs.Liquidity(2),
            inputs.Flag(3),
            out UInt256 amount
        );
        return FunctionAnswer.Of(ok, in amount);
    }

    private static FunctionAnswer Amount1Delta(FunctionInputs inputs)
    {
        (UInt256 a, UInt256 b) = (inputs.Word(0), inputs.Word(1));
        bool ok = SqrtPriceMath.TryAmount1Delta(
            in a,
            in b,
            inputs.Liquidity(2),
            inputs.Flag(3),
            out UInt256 amount
        );
        return FunctionAnswer.Of(ok, in amount);
    }

    private static FunctionAnswer Amount0DeltaSigned(FunctionInputs inputs)
    {
        (UInt256 a, UInt256 b) = (inputs.Word(0), inputs.Word(1));
        bool ok = SqrtPriceMath.TryAmount0DeltaSigned(
            in a,
            in b,
            inputs.LiquidityChange(2),
            out Int256 amount
        );
        return Signed(ok, in amount);
    }

    private static FunctionAnswer Amount1DeltaSigned(FunctionInputs inputs)
    {
        (UInt256 a, UInt256 b) = (inputs.Word(0), inputs.Word(1));
        bool ok = SqrtPriceMath.TryAmount1DeltaSigned(
            in a,
            in b,
            inputs.LiquidityChange(2),
            out Int256 amount
        );
        return Signed(ok, in amount);
    }

    private static FunctionAnswer NextSqrtPriceFromInput(FunctionInputs inputs)
    {
        (UInt256 price, UInt256 amount) = (inputs.Word(0), inputs.Word(2));
        (UInt128 liquidity, bool zeroForOne) = (inputs.Liquidity(1), inputs.Flag(3));
        bool ok = SqrtPriceMath.TryNextSqrtPriceFromInput(
            in price,
            liquidity,
            in amount,
            zeroForOne,
            out UInt256 next
        );
        return FunctionAnswer.Of(ok, in next);
    }

    private static FunctionAnswer NextSqrtPriceFromOutput(FunctionInputs inputs)
    {
        (UInt256 price, UInt256 amount) = (inputs.Word(0), inputs.Word(2));
        (UInt128 liquidity, bool zeroForOne) = (inputs.Liquidity(1), inputs.Flag(3));
        bool ok = SqrtPriceMath.TryNextSqrtPriceFromOutput(
            in price,
            liquidity,
            in amount,
            zeroForOne,
            out UInt256 next
        );
        return FunctionAnswer.Of(ok, in next);
    }

    private static FunctionAnswer ComputeSwapStep(FunctionInputs inputs)
    {
        (UInt256 current, UInt256 target) = (inputs.Word(0), inputs.Word(1));
        (UInt128 liquidity, Int256 remaining) = (inputs.Liquidity(2), inputs.SignedWord(3));
        bool ok = SwapMath.TryComputeSwapStep(
            in current,
            in target,
            liquidity,
            in remaining,
            inputs.Pips(4),
            out SwapStep step
        );
        return Step(ok, in step);
    }

    /// <summary>Null for what no contract can be given.</summary>
    private static FunctionAnswer? StepOfBatch(BatchMath batches, FunctionInputs inputs)
    {
        (UInt256 current, UInt256 target, uint pips) = (inputs.Word(0), inputs.Word(1), inputs.Pips(4));
        if (Math.Max(current.BitLength, target.BitLength) > 160 || pips > SwapMath.FeeUnits)
        {
            return null;
        }

        SwapStepInput input = new(current, target, inputs.SignedWord(3), inputs.Liquidity(2), pips);
        SwapStep[] steps = new SwapStep[1];
        SwapStepStatus[] statuses = new SwapStepStatus[1];
        batches.SwapSteps([input], steps, statuses);
        return Step(statuses[0] == SwapStepStatus.Ok, in steps[0]);
    }

    private static FunctionAnswer Step(bool ok, in SwapStep step) =>
        ok
            ? FunctionAnswer.Of(
                VectorLine.Decimal(step.SqrtPriceNext),
                VectorLine.Decimal(step.AmountIn),
                VectorLine.Decimal(step.AmountOut),
                VectorLine.Decimal(step.FeeAmount)
            )
            : FunctionAnswer.Revert(string.Empty);

    private static FunctionAnswer AddDelta(FunctionInputs inputs)
    {
        Int128 delta = inputs.LiquidityChange(1);
        return LiquidityMath.TryAddDelta(inputs.Liquidity(0), delta, out UInt128 sum)
            ? Number(sum)
            : FunctionAnswer.Revert(delta < 0 ? "LS" : "LA");
    }

    /// <summary>No pool has a spacing below one, and ours refuses it.</summary>
    private static FunctionAnswer MaxLiquidityPerTick(FunctionInputs inputs)
    {
        int spacing = inputs.Tick(0);
        return spacing > 0 ? Number(LiquidityMath.MaxPerTick(spacing)) : FunctionAnswer.Revert(string.Empty);
    }

    private static FunctionAnswer Signed(bool ok, in Int256 amount)
    {
        if (!ok)
        {
            return FunctionAnswer.Revert(string.Empty);
        }

        UInt256 magnitude = Unsafe.BitCast<Int256, UInt256>(amount);
        if (amount.IsNegative)
        {
            UInt256.Negate(in magnitude, out magnitude);
        }

        return FunctionAnswer.Of((amount.IsNegative ? "-" : string.Empty) + VectorLine.Decimal(in magnitude));
    }

    private static FunctionAnswer Number(IFormattable number) =>
        FunctionAnswer.Of(number.ToString(null, CultureInfo.InvariantCulture));
}
