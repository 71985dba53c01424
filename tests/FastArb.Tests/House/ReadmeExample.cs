using System.Globalization;
using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.House;

/// <summary>The C# of the README, compiled and run; the page must hold these very lines.</summary>
public sealed class ReadmeExample
{
    [Fact]
    public void The_example_of_the_README_compiles_and_says_what_is_true()
    {
        // csharpier-ignore-start
        // README begins
        UInt256 reserveIn = UInt256.Parse("1000000000000000000000", CultureInfo.InvariantCulture);
        UInt256 reserveOut = UInt256.Parse("3000000000000", CultureInfo.InvariantCulture);
        UInt256 amountIn = UInt256.Parse("1000000000000000000", CultureInfo.InvariantCulture);
        ConstantProductResult quoted = ConstantProduct.AmountOut(
            in amountIn, in reserveIn, in reserveOut, SwapFee.Uniswap, out UInt256 amountOut);
        // quoted is Ok, amountOut is 2988020943: what the pair pays for one token of 18 decimals

        TickMath.TryRatioAtTick(-60, out UInt256 target);
        bool stepped = SwapMath.TryComputeSwapStep(
            TickMath.TryRatioAtTick(0, out UInt256 current) ? current : default, in target,
            liquidity: 1_000_000_000_000, remaining: (Int256)1_000_000, feePips: 3000, out SwapStep step);
        // step.AmountIn, step.AmountOut, step.FeeAmount and step.SqrtPriceNext are the contract's
        // README ends
        // csharpier-ignore-end
        Assert.Equal(ConstantProductResult.Ok, quoted);
        Assert.Equal(new UInt256(2988020943), amountOut);
        Assert.True(stepped);
        Assert.Equal(new UInt256(1_000_000), step.AmountIn + step.FeeAmount);
    }

    [Fact]
    public void The_README_shows_the_lines_that_are_compiled()
    {
        string[] here = Repository.Lines("tests/FastArb.Tests/House/ReadmeExample.cs");
        int begin = Array.FindIndex(here, line => line.Trim() == "// README begins");
        int end = Array.FindIndex(here, line => line.Trim() == "// README ends");
        string compiled = string.Join(
            '\n',
            here[(begin + 1)..end].Select(line => line.Length > 8 ? line[8..] : "")
        );
        Assert.Contains(
            $"```csharp\n{compiled}\n```",
            Repository.Text("README.md"),
            StringComparison.Ordinal
        );
    }
}
