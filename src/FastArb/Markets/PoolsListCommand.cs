using System.Globalization;
using FastArb.Chain;

namespace FastArb.Markets;

/// <summary>
/// <c>fastarb pools list</c>: the pools of a market's file, and with a node which of them the chain has.
/// </summary>
internal sealed class PoolsListCommand(
    Terminal terminal,
    MarketRequest request,
    CancellationToken cancellation
)
{
    private const string Schema = "fastarb.pools-list/1";

    public ExitCode Run(bool json)
    {
        MarketSettings market = MarketFile.Load(request.Config, terminal);
        BlockIdentity? block = null;
        PoolLine[] pools;
        if (request.Node is null)
        {
            pools = [.. market.Candidates.Select(pool => PoolLine.Of(pool))];
        }
        else
        {
            using ProgressLine progress = new(terminal);
            using MarketNode node = new(market, request, progress, cancellation);
            block = node.Block();
            pools =
            [
                .. node.Find(market.Candidates, block.Value)
                    .Where(finding => finding.Pool is not null || finding.Refusal is not null)
                    .Select(finding => PoolLine.Of(finding.Candidate, finding)),
            ];
        }

        if (json)
        {
            JsonOutput.Write(
                terminal,
                Schema,
                new
                {
                    market.File,
                    market.ChainId,
                    Block = block?.Number,
                    BlockHash = block is BlockIdentity known ? $"0x{known.Hash:x64}" : null,
                    LookedFor = market.Candidates.Length,
                    Pools = pools,
                }
            );
        }
        else
        {
            Write(market, pools, block);
        }

        return ExitCode.Ok;
    }

    private void Write(MarketSettings market, PoolLine[] pools, BlockIdentity? block)
    {
        TextTable table = new("pool", ">fee", "address", "proof", "on the chain");
        foreach (PoolLine pool in pools)
        {
            table.Add(pool.Name, pool.Fee, pool.Address ?? "-", pool.Proof, pool.Result);
        }

        table.Write(terminal.Output);
        string count = pools.Length.ToString("#,0", CultureInfo.InvariantCulture);
        string all = market.Candidates.Length.ToString("#,0", CultureInfo.InvariantCulture);
        string number = block?.Number.ToString(CultureInfo.InvariantCulture) ?? string.Empty;
        terminal.Messages.WriteLine(
            block is null
                ? $"{count} pools of {market.File}; which of them exist, --rpc says"
                : $"{count} of {all} pools of {market.File} at block {number}"
        );
    }
}
