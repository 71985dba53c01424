using System.Globalization;
using FastArb.Chain;
using FastArb.Market;

namespace FastArb.Markets;

/// <summary>
/// <c>fastarb pools show POOL</c>: what the market's file says of a pool, and with a node its whole state.
/// </summary>
internal sealed class PoolsShowCommand(
    Terminal terminal,
    MarketRequest request,
    CancellationToken cancellation
)
{
    private const string Schema = "fastarb.pools-show/1";

    // As many ticks on each side of the price as fit a screen; --json has all.
    private const int TicksShown = 5;

    public ExitCode Run(string name, bool json)
    {
        MarketSettings market = MarketFile.Load(request.Config, terminal);
        (PoolCandidate candidate, _) = PoolChoice.Of(name, market);
        BlockIdentity? block = null;
        Pool? pool = null;
        PoolContent? content = null;
        if (request.Node is not null)
        {
            using ProgressLine progress = new(terminal);
            using MarketNode node = new(market, request, progress, cancellation);
            block = node.Block();
            (pool, content) = node.ReadOne(candidate, block.Value);
        }

        PoolStateReport? state = content is null ? null : PoolStateReport.Of(pool!, content);
        PoolLine line = PoolLine.Of(candidate, pool is null ? null : new PoolFinding(candidate, pool, null));
        if (json)
        {
            JsonOutput.Write(
                terminal,
                Schema,
                new
                {
                    Pool = line,
                    Block = block?.Number,
                    BlockHash = block is BlockIdentity known ? $"0x{known.Hash:x64}" : null,
                    State = state,
                }
            );
        }
        else
        {
            Write(line, block, content, state);
        }

        return ExitCode.Ok;
    }

    private void Write(PoolLine line, BlockIdentity? block, PoolContent? content, PoolStateReport? state)
    {
        TextTable table = new(string.Empty, string.Empty);
        table.Add("pool", line.Name);
        table.Add("kind", line.Kind);
        table.Add("fee", line.Fee);
        table.Add("address", $"{line.Address ?? "-"} ({line.Proof})");
        if (state is null)
        {
            table.Write(terminal.Output);
            terminal.Messages.WriteLine("its state comes from a node: --rpc");
            return;
        }

        table.Add("block", block!.Value.ToString());
        if (state.Reserve0 is not null)
        {
            table.Add("reserves", $"{state.Reserve0}, {state.Reserve1}");
        }
        else
        {
            table.Add("square root price", state.SqrtPriceX96!);
            table.Add("tick", state.Tick!.Value.ToString(CultureInfo.InvariantCulture));
            table.Add("liquidity", state.Liquidity!);
            table.Add("ticks", state.Ticks!.Count.ToString(CultureInfo.InvariantCulture));
        }

        table.Add(
            "price",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{state.Price:G8} {line.Token1} for one {line.Token0}, fee left aside"
            )
        );
        table.Write(terminal.Output);
        if (content!.Ticks.Length > 0)
        {
            WriteTicks(content);
        }
    }

    private void WriteTicks(PoolContent content)
    {
        int above = content.Ticks.Count(tick => tick.Tick <= content.Tick);
        PoolTick[] near = [.. content.Ticks.Skip(Math.Max(0, above - TicksShown)).Take(2 * TicksShown)];
        TextTable table = new(">tick", ">gross", ">net");
        foreach (PoolTick tick in near)
        {
            table.Add(
                tick.Tick.ToString(CultureInfo.InvariantCulture),
                tick.Gross.ToString(CultureInfo.InvariantCulture),
                tick.Net.ToString(CultureInfo.InvariantCulture)
            );
        }

        terminal.Output.WriteLine();
        table.Write(terminal.Output);
    }
}
