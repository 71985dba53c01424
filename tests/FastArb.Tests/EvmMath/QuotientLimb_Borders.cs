using System.Numerics;
using FastArb.EvmMath.Internals;
using Xunit;

namespace FastArb.Tests.EvmMath;

/// <summary>
/// One quotient limb for divisors of two, three and four limbs, on divisions made so that each branch is
/// taken. The branch is worked out here from the numbers, in BigInteger, and each must have come up.
/// </summary>
public sealed class QuotientLimb_Borders
{
    private static readonly int s_rounds = TestRounds.Of(150_000);

    private static readonly int s_timesAtLeast = TestRounds.AreWhole ? 100 : 1;

    // "guess": from the divisor's leading limb; "largest": that limb equals the remainder's, so the guess
    // would not fit; "+1": as many too many after it; the second number is what the two leading limbs then
    // still had too many.
    // After a largest one that was too many, the remainder is above a limb (twice a normalised limb is), so
    // no second correction can follow.
    private static readonly string[] s_branchesOfLongDivisors =
    [
        "skip",
        "guess +0 +0",
        "guess +0 +1",
        "guess +1 +0",
        "guess +1 +1",
        "guess +2 +0",
        "largest +0 +0",
        "largest +0 +1",
        "largest +1 +0",
        "largest of equal limbs",
    ];

    private readonly Dictionary<string, int> _branches = new(StringComparer.Ordinal);

    public static TheoryData<ulong> Seeds => TestSeeds.All;

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Two_limbs_divide_exactly_on_every_branch(ulong seed)
    {
        Divide(seed, 2);
        EachBranchWasTaken("skip", "guess +0", "guess +1", "guess +2", "largest +0", "largest +1");
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Three_limbs_divide_exactly_on_every_branch(ulong seed)
    {
        Divide(seed, 3);
        EachBranchWasTaken(s_branchesOfLongDivisors);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Four_limbs_divide_exactly_on_every_branch(ulong seed)
    {
        Divide(seed, 4);
        EachBranchWasTaken(s_branchesOfLongDivisors);
    }

    private static ulong Limb(BigInteger number, int index) =>
        (ulong)((number >> (64 * index)) & ulong.MaxValue);

    private static string Branch(BigInteger remainder, ulong next, BigInteger divisor, ulong q, int limbs)
    {
        ulong top = Limb(remainder, limbs - 1);
        ulong second = Limb(remainder, limbs - 2);
        ulong divisorTop = Limb(divisor, limbs - 1);
        if (top == 0 && second < divisorTop)
        {
            return "skip";
        }

        bool largest = top == divisorTop;
        if (largest && limbs > 2 && second == Limb(divisor, limbs - 2))
        {
            return "largest of equal limbs";
        }

        BigInteger dividend = (remainder << 64) | next;
        BigInteger guess = largest ? ulong.MaxValue : ((new BigInteger(top) << 64) | second) / divisorTop;
        BigInteger better = (dividend >> (64 * (limbs - 2))) / (divisor >> (64 * (limbs - 2)));
        string branch = $"{(largest ? "largest" : "guess")} +{guess - better}";
        return limbs == 2 ? branch : $"{branch} +{better - q}";
    }

    private void EachBranchWasTaken(params string[] branches)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Join(", ", _branches.OrderBy(branch => branch.Key, StringComparer.Ordinal))
        );
        Assert.Equal(branches.Order(StringComparer.Ordinal), _branches.Keys.Order(StringComparer.Ordinal));
        Assert.All(_branches, branch => Assert.InRange(branch.Value, s_timesAtLeast, int.MaxValue));
    }

    private void Divide(ulong seed, int limbs)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {s_rounds} cases");
        var draws = new AwkwardDivisions(seed);
        for (int round = 0; round < s_rounds; round++)
        {
            BigInteger divisor =
                (new BigInteger(draws.NextTopLimb()) << (64 * (limbs - 1))) | draws.NextLimbs(limbs - 1);
            ulong q = draws.NextLimb();
            BigInteger rest = draws.NextRemainder(q, divisor, limbs);
            BigInteger dividend = (q * divisor) + rest;
            BigInteger before = dividend >> 64;
            ulong next = Limb(dividend, 0);

            ulong r0 = Limb(before, 0);
            ulong r1 = Limb(before, 1);
            ulong r2 = Limb(before, 2);
            ulong r3 = Limb(before, 3);
            (ulong d0, ulong d1, ulong d2, ulong d3) = (
                Limb(divisor, 0),
                Limb(divisor, 1),
                Limb(divisor, 2),
                Limb(divisor, 3)
            );
            ulong quotient = limbs switch
            {
                2 => QuotientLimb.By2(d1, d0, ref r1, ref r0, next),
                3 => QuotientLimb.By3(d2, d1, d0, ref r2, ref r1, ref r0, next),
                _ => QuotientLimb.By4(d3, d2, d1, d0, ref r3, ref r2, ref r1, ref r0, next),
            };
            bool right = quotient == q && Limb(rest, 0) == r0 && Limb(rest, 1) == r1;
            right &= Limb(rest, 2) == r2 && Limb(rest, 3) == r3;
            right &= limbs != 2 || ShorterForms(d1, d0, before, next, q, rest);
            string branch = Branch(before, next, divisor, q, limbs);
            _branches[branch] = _branches.GetValueOrDefault(branch) + 1;
            if (!right)
            {
                Assert.Fail($"{dividend:x} / {divisor:x} ({branch}): seed {seed}, round {round}");
            }
        }
    }

    private static bool ShorterForms(
        ulong d1,
        ulong d0,
        BigInteger before,
        ulong next,
        ulong q,
        BigInteger rest
    )
    {
        ulong r1 = Limb(before, 1);
        ulong r0 = Limb(before, 0);
        bool right = QuotientLimb.LastBy2(d1, d0, r1, r0, next) == q;
        if (r1 < d1)
        {
            right &= QuotientLimb.FromBelowBy2(d1, d0, ref r1, ref r0, next) == q;
            right &= r1 == Limb(rest, 1) && r0 == Limb(rest, 0);
        }

        return right;
    }
}
