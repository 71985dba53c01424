using FastArb.EvmMath.Internals;
using Xunit;

namespace FastArb.Tests.EvmMath;

/// <summary>
/// Two limbs by one: the processor's instruction, and what stands in for it where there is none.
/// </summary>
public sealed class Limb_Division
{
    private static readonly int s_rounds = TestRounds.Of(500_000);

    // How many too many the first and the second half digit were guessed.
    private readonly int[] _first = new int[3];

    private readonly int[] _second = new int[3];

    public static TheoryData<ulong> Seeds => TestSeeds.All;

    [Theory]
    [MemberData(nameof(Seeds))]
    public void With_and_without_hardware_every_quotient_is_exact(ulong seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {s_rounds} cases");
        var draws = new AwkwardDivisions(seed);
        for (int round = 0; round < s_rounds; round++)
        {
            ulong draw = draws.NextUInt64();
            ulong divisor = Math.Max(1, Halves(draws, draw) >> (int)((draw >> 8) & 63 & (draw >> 16)));
            ulong quotient = Halves(draws, draw >> 24);
            ulong remainder = (draw >> 32 & 3) switch
            {
                0 => 0,
                1 => divisor - 1,
                _ => draws.NextLimb() % divisor,
            };
            UInt128 dividend = ((UInt128)quotient * divisor) + remainder;
            ulong high = (ulong)(dividend >> 64);
            ulong q = Limb.DivRemWithoutHardware(high, (ulong)dividend, divisor, out ulong r);
            bool right = q == quotient && r == remainder;
            q = Limb.DivRem(high, (ulong)dividend, divisor, out r);
            right &= q == quotient && r == remainder;
            if (!right)
            {
                Assert.Fail($"{dividend} / {divisor}: seed {seed}, round {round}");
            }

            CountGuesses(dividend, divisor, quotient);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"half digits too many: first {string.Join(' ', _first)}, second {string.Join(' ', _second)}"
        );
        Assert.All(_first, count => Assert.NotEqual(0, count));
        Assert.All(_second, count => Assert.NotEqual(0, count));
    }

    // A limb whose halves are awkward ones themselves.
    private static ulong Halves(AwkwardDivisions draws, ulong draw) =>
        (draw & 1) == 0
            ? draws.NextLimb()
            : (draws.NextTopLimb() >> 32 << 32) | (uint)(draws.NextLimb() >> (int)((draw >> 1) & 32));

    private void CountGuesses(UInt128 dividend, ulong divisor, ulong quotient)
    {
        int shift = System.Numerics.BitOperations.LeadingZeroCount(divisor);
        ulong d = divisor << shift;
        ulong upper = quotient >> 32;
        UInt128 n = dividend << shift;
        UInt128 rest = n - ((UInt128)upper * d << 32);
        _first[(int)((ulong)(n >> 64) / (d >> 32) - upper)]++;
        _second[(int)((ulong)(rest >> 32) / (d >> 32) - (uint)quotient)]++;
    }
}
