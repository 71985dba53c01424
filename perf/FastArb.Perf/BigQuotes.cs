using System.Diagnostics;
using System.Numerics;

namespace FastArb.Perf;

/// <summary>Twelve routes of three constant-product pools, as BigInteger quotes them.</summary>
internal static class BigQuotes
{
    private const int Pools = 13;
    private const int Routes = 12;
    private const int Legs = 3;

    /// <summary>Nanoseconds for all twelve, so many times.</summary>
    public static double Measure(int times)
    {
        BigInteger[] reserves =
        [
            .. Enumerable.Range(0, 2 * Pools).Select(i => BigInteger.Pow(10, 18) * (2 + (i % 5))),
        ];
        BigInteger sum = BigInteger.Zero;
        long began = Stopwatch.GetTimestamp();
        for (int i = 0; i < times; i++)
        {
            for (int route = 0; route < Routes; route++)
            {
                BigInteger amount = BigInteger.Pow(10, 15) + i;
                for (int leg = 0; leg < Legs; leg++)
                {
                    int pool = 2 * ((route + leg) % Pools);
                    amount = AmountOut(amount, reserves[pool], reserves[pool + 1]);
                }

                sum += amount;
            }
        }

        long taken = Stopwatch.GetTimestamp() - began;
        return sum.IsZero ? throw new InvalidOperationException("nothing came out") : (double)taken / times;
    }

    private static BigInteger AmountOut(BigInteger amountIn, BigInteger reserveIn, BigInteger reserveOut)
    {
        BigInteger afterFee = amountIn * 997;
        return afterFee * reserveOut / ((reserveIn * 1000) + afterFee);
    }
}
