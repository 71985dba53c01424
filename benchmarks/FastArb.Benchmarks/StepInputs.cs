using FastArb.EvmMath;

namespace FastArb.Benchmarks;

/// <summary>Steps between ticks 60 apart, both ways, at prices from e^-20 to e^20, fee 0.30 %.</summary>
internal sealed class StepInputs
{
    public StepInputs(ulong seed, int count)
    {
        Draws draws = new(seed);
        Steps = new SwapStepInput[count];
        for (int i = 0; i < count; i++)
        {
            int tick = (int)(draws.NextUInt64() % 400_000) - 200_000;
            int target = (draws.NextUInt64() & 1) == 0 ? tick + 60 : tick - 60;
            _ = TickMath.TryRatioAtTick(tick, out UInt256 current);
            _ = TickMath.TryRatioAtTick(target, out UInt256 next);
            int liquidityBits = 68 + (int)(draws.NextUInt64() % 20);
            UInt128 liquidity = (UInt128)WordInputs.OfLength(draws.NextWord(), liquidityBits);
            Int256 remaining = (Int256)
                WordInputs.OfLength(draws.NextWord(), 40 + (int)(draws.NextUInt64() % 50));
            Steps[i] = new SwapStepInput(current, next, remaining, liquidity, 3000);
        }
    }

    public SwapStepInput[] Steps { get; }
}
