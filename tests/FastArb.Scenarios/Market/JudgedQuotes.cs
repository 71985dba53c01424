using FastArb.EvmMath;
using FastArb.Market;
using Xunit;

namespace FastArb.Scenarios.Market;

/// <summary>
/// Asks the table for random quotes, and has the node try the same swaps on the real pools at the same block.
/// </summary>
internal sealed class JudgedQuotes(DeployedMarket market, MarketJudge judge, ulong seed)
{
    private const int AnswerWords = 7;

    // What a pair's reserves can hold.
    private const int ReserveBits = 112;

    private readonly TrafficDraws _draws = new(seed);
    private readonly List<UInt256> _asked = [];
    private readonly List<Action<UInt256[], string>> _checks = [];

    public Dictionary<QuoteOutcome, int> Outcomes { get; } = [];

    public int TicksCrossedMax { get; private set; }

    public async Task MustAgreeAsync(
        PoolTable table,
        PoolContent[] known,
        string blockHash,
        int count,
        CancellationToken cancellation
    )
    {
        _asked.Clear();
        _checks.Clear();
        Pool[] live = [.. market.Plan.Pools.Where(pool => table.StatusOf(pool.Index) == PoolStatus.Live)];
        for (int i = 0; i < count && live.Length > 0; i++)
        {
            Pool pool = _draws.Of(live);
            if (pool.TickSpacing == 0)
            {
                AskPair(table, pool, known[pool.Index]);
            }
            else
            {
                AskPool(table, pool, known[pool.Index]);
            }
        }

        UInt256[] answers = await judge.AskAsync("swaps(uint256[])", [.. _asked], blockHash, cancellation);
        Assert.Equal(_checks.Count * AnswerWords, answers.Length);
        for (int i = 0; i < _checks.Count; i++)
        {
            string swap = string.Join(
                ", ",
                _asked.Skip(i * 3).Take(3).Select(word => "0x" + word.ToString("x"))
            );
            _checks[i](answers[(i * AnswerWords)..((i + 1) * AnswerWords)], $"{blockHash}: {swap}");
        }
    }

    private void AskPool(PoolTable table, Pool pool, PoolContent known)
    {
        bool zeroForOne = _draws.OneIn(2);
        UInt256 limit = SwapDraws.Limit(market, pool, known, ref zeroForOne, _draws);
        Int256 amount = SwapDraws.Amount(market, pool, zeroForOne, _draws);
        SwapRequest request = new(zeroForOne, amount, limit);
        QuoteOutcome outcome = Counted(table.Swap(pool.Index, in request, out SwapResult result));
        TicksCrossedMax = Math.Max(TicksCrossedMax, result.TicksCrossed);
        UInt256 other = default;
        bool isPlain = limit.IsZero && outcome != QuoteOutcome.Reverted;
        if (isPlain)
        {
            UInt256 given = Int256.UnsignedAbs(amount);
            QuoteOutcome plain = amount.IsNegative
                ? table.AmountIn(pool.Index, zeroForOne, in given, out other)
                : table.AmountOut(pool.Index, zeroForOne, in given, out other);
            Assert.Equal(outcome, plain);
        }

        _asked.AddRange([MarketJudge.WordOf(pool, zeroForOne), (UInt256)amount, limit]);
        _checks.Add(
            (answer, swap) =>
            {
                Assert.True(outcome == QuoteOutcome.Reverted == answer[0].IsZero, swap);
                if (outcome == QuoteOutcome.Reverted)
                {
                    return;
                }

                Int256 delta0 = (Int256)answer[1];
                Int256 delta1 = (Int256)answer[2];
                (Int256 paid, Int256 got) = zeroForOne ? (delta0, delta1) : (delta1, delta0);
                Assert.True(paid == (Int256)result.AmountIn && got == -(Int256)result.AmountOut, swap);
                Assert.True(answer[3] == result.SqrtPriceX96, swap);
                Assert.True(answer[4] == (UInt256)(Int256)result.Tick, swap);
                Assert.True(answer[5] == (UInt256)result.Reserve0OrLiquidity, swap);
                bool isWhole = amount == (amount.IsNegative ? got : paid);
                Assert.True(isWhole == (outcome == QuoteOutcome.Full), swap);
                Assert.True(CrossedBetween(known, result.Tick) == result.TicksCrossed, swap);
                Assert.True(
                    !isPlain || other == (amount.IsNegative ? result.AmountIn : result.AmountOut),
                    swap
                );
            }
        );
    }

    private static int CrossedBetween(PoolContent known, int tick)
    {
        int lower = Math.Min(known.Tick, tick);
        int upper = Math.Max(known.Tick, tick);
        return known.Ticks.Count(each => lower < each.Tick && each.Tick <= upper);
    }

    /// <summary>
    /// The pair takes what was quoted, and neither one more out nor, of an exact output, one less in.
    /// </summary>
    private void AskPair(PoolTable table, Pool pool, PoolContent known)
    {
        bool zeroForOne = _draws.OneIn(2);
        bool isExactOut = _draws.OneIn(2);
        (UInt128 reserveIn, UInt128 reserveOut) = zeroForOne
            ? (known.Reserve0, known.Reserve1)
            : (known.Reserve1, known.Reserve0);
        UInt256 given = _draws.OneIn(4)
            ? _draws.Bits(ReserveBits)
            : _draws.PartOf((double)(isExactOut ? reserveOut : reserveIn)) + UInt256.One;
        QuoteOutcome outcome = isExactOut
            ? table.AmountIn(pool.Index, zeroForOne, in given, out UInt256 other)
            : table.AmountOut(pool.Index, zeroForOne, in given, out other);
        Counted(outcome);
        SwapRequest request = new(zeroForOne, isExactOut ? -(Int256)given : (Int256)given, default);
        Assert.Equal(outcome, table.Swap(pool.Index, in request, out SwapResult result));
        if (outcome == QuoteOutcome.Reverted)
        {
            // Then not even the least comes out, or not even the most that fits is enough.
            other = isExactOut ? (UInt256.One << ReserveBits) - UInt256.One - reserveIn : UInt256.One;
        }

        (UInt256 amountIn, UInt256 amountOut) = isExactOut ? (other, given) : (given, other);
        _asked.AddRange([MarketJudge.WordOf(pool, zeroForOne), amountOut, amountIn]);
        _checks.Add(
            (answer, swap) =>
            {
                Assert.True(outcome == QuoteOutcome.Full != answer[0].IsZero, swap);
                if (outcome == QuoteOutcome.Full)
                {
                    Assert.True((amountIn, amountOut) == (result.AmountIn, result.AmountOut), swap);
                    Assert.True(answer[1] == (UInt256)result.Reserve0OrLiquidity, swap);
                    Assert.True(answer[2] == (UInt256)result.Reserve1, swap);
                    Assert.True((isExactOut ? answer[4] : answer[3]).IsZero, swap);
                }
            }
        );
    }

    private QuoteOutcome Counted(QuoteOutcome outcome)
    {
        Outcomes[outcome] = Outcomes.GetValueOrDefault(outcome) + 1;
        return outcome;
    }
}
