using System.Collections.Immutable;
using System.Globalization;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Market;

namespace FastArb.Markets;

/// <summary><c>fastarb quote POOL AMOUNT</c>: one exact quote, at one block.</summary>
internal sealed class QuoteCommand(Terminal terminal, MarketRequest request, CancellationToken cancellation)
{
    private const string Schema = "fastarb.quote/1";

    public ExitCode Run(QuoteRequest quote, bool json)
    {
        MarketSettings market = MarketFile.Load(request.Config, terminal);
        (PoolCandidate candidate, Token first) = PoolChoice.Of(quote.Pool, market);
        Token tokenIn = quote.TokenIn is null ? first : PoolChoice.TokenOf(quote.TokenIn, candidate);
        Token tokenOut = tokenIn == candidate.Token0 ? candidate.Token1 : candidate.Token0;
        Token given = quote.ExactOut ? tokenOut : tokenIn;
        if (!TokenAmount.TryParse(quote.Amount, given.Decimals, out UInt256 units) || units.BitLength > 255)
        {
            throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                SecretText.LooksLikePrivateKey(quote.Amount)
                    ? "AMOUNT is no amount (it looks like a private key, which nothing here needs)"
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"'{quote.Amount}' is no amount of {given.Name} (write 1.5, with {given.Decimals}"
                            + $" digits at most behind the point)"
                    )
            );
        }

        using ProgressLine progress = new(terminal);
        using MarketNode node = new(market, request, progress, cancellation);
        BlockIdentity block = node.Block();
        (Pool pool, PoolContent content) = node.ReadOne(candidate, block);
        QuoteReport report = Quoted(pool, content, tokenIn, tokenOut, in units, quote.ExactOut) with
        {
            Pool = candidate.Name,
            Address = pool.Address.ToString(),
            Block = block.Number,
            BlockHash = $"0x{block.Hash:x64}",
        };
        progress.Dispose();
        if (json)
        {
            JsonOutput.Write(terminal, Schema, report);
        }
        else
        {
            Write(report);
        }

        return report.Outcome != QuoteOutcome.Reverted
            ? ExitCode.Ok
            : throw new CommandFailure(
                ExitCode.Failure,
                $"{candidate.Name} would refuse this swap (try another amount)"
            );
    }

    /// <summary>The quote alone, of a pool in a state.</summary>
    public static QuoteReport Quoted(
        Pool pool,
        PoolContent content,
        Token tokenIn,
        Token tokenOut,
        in UInt256 units,
        bool exactOut
    )
    {
        TokenList tokens = new(
            [pool.Token0, pool.Token1],
            ImmutableDictionary<string, ImmutableArray<string>>.Empty
        );
        PoolTable table = new(new MarketPlan(0, tokens, [pool.Venue], [pool]));
        // The only one there, whatever its number is in the plan that it comes from.
        Load(table, table.Plan.Pools[0], content);
        Int256 amount = (Int256)units;
        SwapRequest swap = new(tokenIn.Address == pool.Token0.Address, exactOut ? -amount : amount, default);
        QuoteOutcome outcome = table.Swap(0, in swap, out SwapResult result);
        return new QuoteReport
        {
            Outcome = outcome,
            TokenIn = tokenIn.Name,
            TokenOut = tokenOut.Name,
            AmountIn = TokenAmount.Text(in result.AmountIn, tokenIn.Decimals),
            AmountOut = TokenAmount.Text(in result.AmountOut, tokenOut.Decimals),
            UnitsIn = result.AmountIn.ToString(null, CultureInfo.InvariantCulture),
            UnitsOut = result.AmountOut.ToString(null, CultureInfo.InvariantCulture),
            TicksCrossed = result.TicksCrossed,
        };
    }

    /// <summary>Puts what a node said of a pool into a table, where it can be.</summary>
    public static void Load(PoolTable table, Pool pool, PoolContent content)
    {
        LogFault fault = table.TryLoad(pool.Index, content, PoolStatus.Live);
        if (fault != LogFault.None)
        {
            throw new CommandFailure(
                ExitCode.DataInvalid,
                fault == LogFault.NoRoom
                    ? $"there is no room for the ticks of {pool} (report this)"
                    : $"the ticks that the node says {pool} has cannot be (ask another node)"
            );
        }
    }

    private void Write(QuoteReport report)
    {
        TextTable table = new(string.Empty, string.Empty);
        table.Add("pool", $"{report.Pool} {report.Address}");
        table.Add("block", $"{report.Block.ToString(CultureInfo.InvariantCulture)} ({report.BlockHash})");
        table.Add("in", $"{report.AmountIn} {report.TokenIn}");
        table.Add("out", $"{report.AmountOut} {report.TokenOut}");
        table.Add("ticks crossed", report.TicksCrossed.ToString(CultureInfo.InvariantCulture));
        if (report.Outcome == QuoteOutcome.Partial)
        {
            table.Add("partial", "liquidity ends before the whole amount is used");
        }

        table.Write(terminal.Output);
    }
}
