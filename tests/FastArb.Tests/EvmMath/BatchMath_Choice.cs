using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastArb.EvmMath;
using FastArb.EvmMath.Internals;
using Xunit;

namespace FastArb.Tests.EvmMath;

/// <summary>Which batches are used: the choice is made once, can be forced, and says why.</summary>
public sealed class BatchMath_Choice
{
    [Fact]
    public void The_managed_batches_can_always_be_had()
    {
        Assert.True(BatchMathChoice.TryMake("managed", out BatchMathChoice? choice, out _));
        Assert.Equal("managed", choice.Math.Name);
        Assert.Equal("FASTARB_MATH is managed", choice.Reason);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("auto")]
    public void Without_a_wish_there_is_always_a_choice_and_a_reason(string? wanted)
    {
        Assert.True(BatchMathChoice.TryMake(wanted, out BatchMathChoice? choice, out _));
        Assert.NotEmpty(choice.Math.Name);
        Assert.NotEmpty(choice.Reason);
    }

    [Fact]
    public void An_unknown_wish_is_refused_with_the_known_ones()
    {
        Assert.False(BatchMathChoice.TryMake("fast", out BatchMathChoice? choice, out string? problem));
        Assert.Null(choice);
        Assert.Equal(
            "FASTARB_MATH is 'fast'; it can be auto, managed, native, scalar, avx2 or avx512",
            problem
        );
    }

    [Theory]
    [InlineData("scalar")]
    [InlineData("avx2")]
    [InlineData("avx512")]
    public void A_forced_path_is_the_one_that_runs(string path)
    {
        bool have = BatchMathChoice.TryMake(path, out BatchMathChoice? choice, out string? problem);
        Assert.SkipUnless(have, problem ?? string.Empty);
        Assert.Equal($"native {path}", choice!.Math.Name);
    }

    [Fact]
    public void A_library_of_another_ABI_is_not_opened()
    {
        _ = BatchMathPaths.Open("native");
        Assert.Equal(NativeMath.Abi, NativeMath.AbiOfLibrary());
        Assert.Equal(NativeResult.WrongAbi, NativeMath.Open(NativeMath.Abi + 1, NativePath.Best, out _));
        Assert.Equal(NativeResult.UnknownPath, NativeMath.Open(NativeMath.Abi, (NativePath)99, out _));
    }

    /// <summary>The layout that native/include/fastarb_math.h states.</summary>
    [Fact]
    public void Both_sides_of_the_border_agree_on_every_offset()
    {
        Assert.Equal(32, Unsafe.SizeOf<NativeMath.Table>());
        Assert.Equal(128, Unsafe.SizeOf<SwapStepInput>());
        Assert.Equal(128, Unsafe.SizeOf<SwapStep>());
        Assert.Equal(1, Unsafe.SizeOf<SwapStepStatus>());
        Assert.Equal(16, Unsafe.SizeOf<UInt128>());
        SwapStepInput input = new(new UInt256(1), new UInt256(2), (Int256)3, 4, 5);
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<SwapStepInput>(in input));
        Assert.Equal([1, 2, 3, 4, 5], [bytes[0], bytes[32], bytes[64], bytes[96], bytes[112]]);
        SwapStep step = new(new UInt256(1), new UInt256(2), new UInt256(3), new UInt256(4));
        bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<SwapStep>(in step));
        Assert.Equal([1, 2, 3, 4], [bytes[0], bytes[32], bytes[64], bytes[96]]);
    }

    [Theory]
    [InlineData("managed")]
    [InlineData("native")]
    [Trait("gate", "allocation")]
    public void A_batch_allocates_nothing(string path)
    {
        BatchMath math = BatchMathPaths.Open(path);
        UInt128[] numbers = [.. Enumerable.Repeat((UInt128)1_000_000, 64)];
        uint[] fees = new uint[64];
        SwapStepInput[] inputs = new SwapStepInput[64];
        SwapStep[] steps = new SwapStep[64];
        SwapStepStatus[] statuses = new SwapStepStatus[64];
        double[] legs = [.. Enumerable.Repeat(2.0, 128)];
        double[] amounts = new double[64];
        double[] profits = new double[64];
        UInt128[] quotes = new UInt128[64];
        Assert.Equal(0, AllocatedBytes.Least(Run));

        void Run()
        {
            for (int i = 0; i < 2_000; i++)
            {
                math.AmountsOut(numbers, numbers, numbers, fees, quotes);
                math.SwapSteps(inputs, steps, statuses);
                math.MoebiusOptima(legs, legs, legs, 2, amounts, profits);
            }
        }
    }
}
