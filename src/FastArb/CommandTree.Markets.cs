using System.CommandLine;
using FastArb.Markets;
using FastArb.Verify;

namespace FastArb;

// The commands that know pools.
internal sealed partial class CommandTree
{
    private void AddPools()
    {
        Command pools = new("pools", "The pools of a market, and whether ours are the chain's");
        AddPoolsList(pools);
        AddPoolsShow(pools);
        AddPoolsVerify(pools);
        _examples[pools] = ["fastarb pools list", "fastarb pools show WETH/USDC.e@UniswapV3:500"];
        _root.Add(pools);
    }

    private void AddPoolsList(Command pools)
    {
        MarketOptions options = new();
        Command list = new(
            "list",
            "List the pools of a market's file; with a node, those that the chain has"
        );
        AddAll(list, options);
        SetAction(
            list,
            parsed =>
            {
                MarketRequest request = options.RequestOf(parsed, _terminal, needsNode: false);
                bool json = parsed.GetValue(_json);
                using Interruption interruption = new();
                return interruption.Run(cancellation =>
                    new PoolsListCommand(_terminal, request, cancellation).Run(json)
                );
            }
        );
        _examples[list] = ["fastarb pools list", "fastarb pools list --json"];
        pools.Add(list);
    }

    private void AddPoolsShow(Command pools)
    {
        MarketOptions options = new();
        Argument<string> pool = new("POOL") { Description = "An address, or WETH/USDC@Venue:500" };
        Command show = new("show", "Show where a pool is; with a node, its whole state") { pool };
        AddAll(show, options);
        SetAction(
            show,
            parsed =>
            {
                MarketRequest request = options.RequestOf(parsed, _terminal, needsNode: false);
                bool json = parsed.GetValue(_json);
                using Interruption interruption = new();
                return interruption.Run(cancellation =>
                    new PoolsShowCommand(_terminal, request, cancellation).Run(
                        parsed.GetRequiredValue(pool),
                        json
                    )
                );
            }
        );
        _examples[show] =
        [
            "fastarb pools show WETH/USDC.e@UniswapV3:500",
            "fastarb pools show 0x45dDa9cb7c25131DF268515131f647d726f50608 --json",
        ];
        pools.Add(show);
    }

    private void AddPoolsVerify(Command pools)
    {
        const int BlocksMax = 10_000;
        MarketOptions options = new();
        Argument<string[]> names = new("POOL")
        {
            Description = "Which pools, by address or name; all of the market where none is named",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<int> blocks = new("--blocks")
        {
            Description = "How many blocks to follow, up to the one that is compared at",
            HelpName = "N",
            DefaultValueFactory = _ => 16,
        };
        Command verify = new(
            "verify",
            "Read pools, follow their logs for some blocks, read again and compare"
        )
        {
            names,
            blocks,
        };
        AddAll(verify, options);
        SetAction(
            verify,
            parsed =>
            {
                int count = parsed.GetRequiredValue(blocks);
                if (count is < 1 or > BlocksMax)
                {
                    throw new CommandFailure(
                        ExitCode.UsageOrNotFound,
                        $"--blocks {count} is not from 1 to {BlocksMax}"
                    );
                }

                MarketRequest request = options.RequestOf(parsed, _terminal, needsNode: true);
                bool json = parsed.GetValue(_json);
                using Interruption interruption = new();
                return interruption.Run(cancellation =>
                    new PoolsVerifyCommand(_terminal, request, cancellation).Run(
                        parsed.GetValue(names) ?? [],
                        count,
                        json
                    )
                );
            }
        );
        _examples[verify] =
        [
            "fastarb pools verify WETH/USDC.e@UniswapV3:500 --rpc http://127.0.0.1:8545 --blocks 16",
        ];
        pools.Add(verify);
    }

    private void AddQuote()
    {
        MarketOptions options = new();
        Argument<string> pool = new("POOL") { Description = "An address, or WETH/USDC@Venue:500" };
        Argument<string> amount = new("AMOUNT") { Description = "In whole tokens, such as 1.5" };
        Option<string?> tokenIn = new("--token-in")
        {
            Description = "The token that goes in; without it, the one that POOL names first, or token 0",
            HelpName = "TOKEN",
        };
        Option<bool> exactOut = new("--exact-out") { Description = "AMOUNT is what is to come out" };
        Command quote = new("quote", "One exact quote of a pool, as its contract would swap at a block")
        {
            pool,
            amount,
            tokenIn,
            exactOut,
        };
        AddAll(quote, options);
        SetAction(
            quote,
            parsed =>
            {
                QuoteRequest asked = new(
                    parsed.GetRequiredValue(pool),
                    parsed.GetRequiredValue(amount),
                    parsed.GetValue(tokenIn),
                    parsed.GetValue(exactOut)
                );
                MarketRequest request = options.RequestOf(parsed, _terminal, needsNode: true);
                bool json = parsed.GetValue(_json);
                using Interruption interruption = new();
                return interruption.Run(cancellation =>
                    new QuoteCommand(_terminal, request, cancellation).Run(asked, json)
                );
            }
        );
        _examples[quote] =
        [
            "fastarb quote WETH/USDC.e@UniswapV3:500 1.5 --rpc http://127.0.0.1:8545",
            "fastarb quote WETH/USDC.e@UniswapV3:500 3000 --exact-out --rpc http://127.0.0.1:8545 --json",
        ];
        _root.Add(quote);
    }

    private static void AddAll(Command command, MarketOptions options)
    {
        foreach (Option option in options.All)
        {
            command.Add(option);
        }
    }

    private void AddVerifyRecording(Command verify)
    {
        Argument<string> path = new("FOLDER")
        {
            Description = "A folder with frames, truth and genesis; or one file of frames beside the others",
        };
        Command recording = new(
            "recording",
            "Follow recorded messages and compare every pool after each block"
        )
        {
            path,
        };
        SetAction(
            recording,
            parsed =>
            {
                using Interruption interruption = new();
                return interruption.Run(cancellation =>
                    new VerifyRecordingCommand(_terminal, cancellation).Run(
                        parsed.GetRequiredValue(path),
                        parsed.GetValue(_json)
                    )
                );
            }
        );
        verify.Add(recording);
        _examples[recording] =
        [
            "fastarb verify recording tests/recordings",
            "fastarb verify recording tests/recordings/frames-reorg-geth.jsonl.gz --json",
        ];
    }
}
