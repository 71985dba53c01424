using System.Globalization;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;
using FastArb.Feeds;
using FastArb.Market;

namespace FastArb.Markets;

/// <summary>
/// <c>fastarb pools verify</c>: reads pools some blocks before a block, applies the logs in between,
/// reads them
/// again at that block and compares.
/// </summary>
internal sealed class PoolsVerifyCommand(
    Terminal terminal,
    MarketRequest request,
    CancellationToken cancellation
)
{
    private const string Schema = "fastarb.pools-verify/1";

    public ExitCode Run(string[] names, int blocks, bool json)
    {
        MarketSettings market = MarketFile.Load(request.Config, terminal);
        PoolCandidate[] chosen =
            names.Length == 0
                ? [.. market.Candidates]
                : [.. names.Select(name => PoolChoice.Of(name, market).Pool).Distinct()];
        PoolsVerifyReport report;
        using (ProgressLine progress = new(terminal))
        {
            using MarketNode node = new(market, request, progress, cancellation);
            report = Verify(market, chosen, blocks, node);
        }

        if (json)
        {
            JsonOutput.Write(terminal, Schema, report);
        }
        else
        {
            Write(report);
        }

        return Conclude(report);
    }

    private static PoolsVerifyReport Verify(
        MarketSettings market,
        PoolCandidate[] chosen,
        int blocks,
        MarketNode node
    )
    {
        BlockIdentity last = node.Block();
        long from = Math.Max(0, last.Number - blocks);
        // The headers in between, each on the one before it, say which branch it is.
        using FetchNode headers = node.Open(new WatchRules([WatchRule.Everything]));
        FetchWindow window = headers.FetchHeaders(from, (int)(last.Number - from + 1));
        BlockIdentity first = new(from, window.Heads[0].Hash);
        if (window.Heads[^1].Hash != last.Hash)
        {
            throw new CommandFailure(
                ExitCode.TimeoutOrUnreachable,
                "a reorg changed the blocks while they were read (run it again, or name an older --block)"
            );
        }

        PoolFinding[] findings = node.Find(chosen, first);
        Pool[] found = [.. findings.Select(finding => finding.Pool).OfType<Pool>()];
        if (found.Length == 0)
        {
            throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"none of the pools exists at block {from} (see fastarb pools list --rpc)"
                )
            );
        }

        MarketPlan plan = market.ToPlan(found);
        PoolTable table = new(plan, Room(plan));
        table.BeginBlock(from);
        string?[] differences = new string?[found.Length];
        (PoolContent? Content, string? Fault)[] before = node.Read(plan.Pools, first);
        for (int pool = 0; pool < before.Length; pool++)
        {
            differences[pool] = before[pool].Fault;
            if (before[pool].Fault is null)
            {
                QuoteCommand.Load(table, plan.Pools[pool], before[pool].Content!);
            }
        }

        int logs = Follow(plan, table, window, node, differences);
        (PoolContent? Content, string? Fault)[] after = node.Read(plan.Pools, last);
        for (int pool = 0; pool < after.Length; pool++)
        {
            differences[pool] ??=
                after[pool].Fault ?? table.ContentOf(pool).DifferenceFrom(after[pool].Content!);
        }

        return new PoolsVerifyReport(
            from,
            last.Number,
            $"0x{last.Hash:x64}",
            logs,
            [
                .. plan.Pools.Select(pool => new VerifiedPool(
                    PoolNames.Of(pool.Venue, pool.Token0, pool.Token1, pool.FeePips),
                    pool.Address.ToString(),
                    differences[pool.Index]
                )),
            ],
            [
                .. findings
                    .Where(finding => finding.Refusal is not null)
                    .Select(finding => $"{finding.Candidate.Name}: {finding.Refusal}"),
            ]
        );
    }

    private static int Follow(
        MarketPlan plan,
        PoolTable table,
        FetchWindow window,
        MarketNode node,
        string?[] differences
    )
    {
        WatchRules rules = plan.ToWatchRules();
        Dictionary<Address, int> pools = plan.Pools.ToDictionary(pool => pool.Address, pool => pool.Index);
        using FetchNode source = node.Open(rules);
        int count = 0;
        foreach (BlockHead head in window.Heads[1..])
        {
            table.BeginBlock(head.Number);
            foreach (ChainEvent log in source.LogsOf(head.Hash))
            {
                int pool = pools[rules.Addresses[log.Source]];
                LogFault fault = plan.Kinds[log.Rule].Read(in log, out PoolChange change);
                fault = fault == LogFault.None ? table.Apply(pool, in change, log.TransactionIndex) : fault;
                if (fault != LogFault.None)
                {
                    differences[pool] ??= string.Create(
                        CultureInfo.InvariantCulture,
                        $"log {log.LogIndex} of block {head.Number} is refused: {fault}"
                    );
                }

                count++;
            }
        }

        return count;
    }

    private static PoolTableOptions Room(MarketPlan plan) =>
        // A pool has up to some thousand ticks; most have few.
        new() { TickCapacity = Math.Max(1 << 18, plan.Pools.Length << 12) };

    private void Write(PoolsVerifyReport report)
    {
        TextTable table = new("pool", "address", "result");
        foreach (VerifiedPool pool in report.Pools)
        {
            table.Add(pool.Pool, pool.Address, pool.Difference ?? "equal");
        }

        foreach (string refusal in report.Refused)
        {
            table.Add(refusal.Split(':')[0], "-", $"refused: {refusal}");
        }

        table.Write(
            terminal.Output,
            paintLastCell: result => result == "equal" ? terminal.Good(result) : terminal.Bad(result)
        );
        terminal.Messages.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Pools.Count:#,0} pools, {report.Logs:#,0} logs of blocks {report.From + 1} to"
                    + $" {report.To}"
            )
        );
    }

    private static ExitCode Conclude(PoolsVerifyReport report)
    {
        VerifiedPool[] wrong = [.. report.Pools.Where(pool => pool.Difference is not null)];
        return wrong.Length == 0
            ? ExitCode.Ok
            : throw new CommandFailure(
                ExitCode.VerificationMismatch,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{wrong.Length} of {report.Pools.Count} pools differ from the chain's at {report.To},"
                        + $" the first {wrong[0].Pool}: {wrong[0].Difference} (report the lines above)"
                )
            );
    }
}
