using System.CommandLine;
using FastArb.Feed;

namespace FastArb.Feeds;

/// <summary>The options of every command that follows a live feed: which nodes.</summary>
internal sealed class FeedNodeOptions
{
    private readonly Option<string[]> _rpc = new("--rpc")
    {
        Description =
            "A node's URL, ws:// or wss://; may be repeated, the preferred one first, and http(s):// ones"
            + $" then answer questions; one that holds a key is safer in {NodeAddress.Variable}",
        HelpName = "URL",
    };
    private readonly Option<string?> _rpcFile = new("--rpc-file")
    {
        Description = "A file of mode 0600 with one URL on each line",
        HelpName = "FILE",
    };
    private readonly Option<bool> _plain = new("--allow-plain-text")
    {
        Description =
            "Allow ws:// and http:// to another machine, where anybody on the way can read and change it",
    };

    public IEnumerable<Option> All => [_rpc, _rpcFile, _plain];

    public FeedNodes NodesOf(ParseResult parsed, Terminal terminal)
    {
        string[] named = parsed.GetValue(_rpc) ?? [];
        bool allowsPlainText = parsed.GetValue(_plain);
        FeedEndpoint[] nodes = NodeAddress.FindAll(terminal, named, parsed.GetValue(_rpcFile));
        FeedEndpoint? plain = Array.Find(
            nodes,
            node => node is { Kind: FeedEndpointKind.Http, IsSecure: false, IsLoopback: false }
        );
        if (plain is not null && !allowsPlainText)
        {
            throw new CommandFailure(
                ExitCode.Configuration,
                $"{plain} is another machine and http:// is not encrypted (--allow-plain-text)"
            );
        }

        return Array.Exists(nodes, node => node.Kind == FeedEndpointKind.WebSocket)
            ? new FeedNodes([.. nodes], allowsPlainText)
            : throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                $"{nodes[0]} is an http URL; events come over a node's ws:// or wss:// URL (name one as well)"
            );
    }
}
