using System.Globalization;
using FastArb.Chain;
using FastArb.Feed;
using FastArb.Feeds;
using FastArb.Market;
using FastArb.Markets;
using FastArb.Pipeline;

namespace FastArb.Engines;

/// <summary>
/// The market of a run. It is settled once, when the run begins, and lies in the run's folder from then on.
/// </summary>
internal static class EngineMarket
{
    private const string Latest = "latest";

    /// <summary>
    /// Writes the file of a new run: of the pools that could be, those that the chain has, where a node can
    /// be asked over HTTP; else all whose address is known, and the engine finds out.
    /// </summary>
    public static void Settle(
        Terminal terminal,
        EngineRequest request,
        MarketSettings market,
        CancellationToken cancellation
    )
    {
        (PoolCandidate[] pools, string from) = Find(terminal, request, market, cancellation);
        if (pools.Length == 0)
        {
            throw new CommandFailure(
                ExitCode.Configuration,
                $"no pool of {market.File} is on the chain (see fastarb pools list --rpc URL)"
            );
        }

        NewRunFolder.Begin(
            request.Folder,
            folder =>
            {
                string text = $"# The market of this run: {from}.\n{MarketText.Of(market, pools)}";
                File.WriteAllText(EngineFolder.MarketOf(folder), text);
                return folder;
            }
        );
    }

    /// <summary>The market of a run's folder.</summary>
    public static MarketPlan Load(Terminal terminal, string folder)
    {
        MarketSettings market = MarketFile.Load(EngineFolder.MarketOf(folder), terminal);
        return market.ToPlan(market.Candidates.Select(pool => pool.At(pool.Address!.Value)));
    }

    /// <summary>What an engine does with it, and whoever follows what it has recorded.</summary>
    public static EnginePlan PlanOf(MarketPlan market, int hops, LanePlan lanes)
    {
        RouteTable routes = RouteSearch.Find(
            market,
            new RouteSearchOptions { HopsMax = hops, StartLists = [market.Tokens.All] }
        );
        return new EnginePlan(
            market,
            routes,
            new FeedPlan(market.ToWatchRules()),
            QuoteHandler.Plans(market, EngineCommand.HandlerCount),
            lanes
        );
    }

    private static (PoolCandidate[] Pools, string From) Find(
        Terminal terminal,
        EngineRequest request,
        MarketSettings market,
        CancellationToken cancellation
    )
    {
        if (request.Nodes.Questions is not [var node, ..])
        {
            PoolCandidate? nameless = market.Candidates.FirstOrDefault(pool => pool.Address is null);
            return nameless is null
                ? ([.. market.Candidates], "all pools that could be")
                : throw new CommandFailure(
                    ExitCode.Configuration,
                    $"the address of {nameless.Name} has to be asked for"
                        + " (name an http:// or https:// URL of a node as well)"
                );
        }

        MarketRequest asked = new(request.Config, node, Latest, request.Nodes.AllowPlainText);
        using ProgressLine progress = new(terminal);
        using MarketNode chain = new(market, asked, progress, cancellation);
        BlockIdentity block = chain.Block();
        PoolFinding[] findings = chain.Find(market.Candidates, block);
        foreach (PoolFinding refused in findings.Where(finding => finding.Refusal is not null))
        {
            progress.WriteLine($"warning: {refused.Candidate.Name} is left out: {refused.Refusal}");
        }

        string number = block.Number.ToString(CultureInfo.InvariantCulture);
        return (
            [
                .. findings
                    .Where(finding => finding.Pool is not null)
                    .Select(finding => finding.Candidate with { Address = finding.Pool!.Address }),
            ],
            $"the pools that were there at block {number}"
        );
    }
}
