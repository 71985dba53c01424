using System.CommandLine;
using FastArb.Feed;
using FastArb.Feeds;

namespace FastArb.Markets;

/// <summary>The options of the commands that read pools.</summary>
internal sealed class MarketOptions
{
    private static readonly string[] s_names = ["latest", "safe", "finalized"];

    private readonly Option<string?> _config = new("--config")
    {
        Description = "The market: a YAML file of tokens, venues and pools; without it, Polygon's",
        HelpName = "FILE",
    };
    private readonly Option<string?> _rpc = new("--rpc")
    {
        Description = $"The node's HTTP URL; one that holds a key is safer in {NodeAddress.Variable}",
        HelpName = "URL",
    };
    private readonly Option<string?> _rpcFile = new("--rpc-file")
    {
        Description = "A file of mode 0600 whose first line is the URL",
        HelpName = "FILE",
    };
    private readonly Option<string> _block = new("--block")
    {
        Description = "The block after which pools are read: a number, latest, safe or finalized",
        HelpName = "BLOCK",
        DefaultValueFactory = _ => "latest",
    };
    private readonly Option<bool> _plain = new("--allow-plain-text")
    {
        Description = "Allow http:// to another machine, where anybody on the way can read and change it",
    };

    public IEnumerable<Option> All => [_config, _rpc, _rpcFile, _block, _plain];

    public MarketRequest RequestOf(ParseResult parsed, Terminal terminal, bool needsNode)
    {
        string? rpc = parsed.GetValue(_rpc);
        string? file = parsed.GetValue(_rpcFile);
        string block = parsed.GetRequiredValue(_block);
        if (!s_names.Contains(block, StringComparer.Ordinal) && !FetchOptions.TryNumber(block, out _))
        {
            throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                SecretText.LooksLikePrivateKey(block)
                    ? "--block is no block's number (it looks like a hash, or like a private key)"
                    : $"--block {block} is no block (write 65000000, 0x3dfd240, latest, safe or finalized)"
            );
        }

        // A node that only the environment names is asked where there is no other way.
        FeedEndpoint? node =
            needsNode || rpc is not null || file is not null
                ? NodeAddress.FindHttp(terminal, rpc, file)
                : null;
        return new MarketRequest(parsed.GetValue(_config), node, block, parsed.GetValue(_plain));
    }
}
