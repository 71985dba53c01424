using System.CommandLine;
using System.Globalization;
using FastArb.Feed;

namespace FastArb.Feeds;

/// <summary>The options of <c>fastarb record</c>.</summary>
internal sealed class RecordOptions
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
    private readonly Option<string> _folder = new("--out")
    {
        Description = "The folder of the run, which must not hold one yet",
        HelpName = "RUN",
        Required = true,
    };
    private readonly Option<string?> _time = new("--for")
    {
        Description = "How long, in event time: 90s, 40m, 2h; else until Ctrl-C",
        HelpName = "TIME",
    };
    private readonly Option<string?> _chain = new("--chain")
    {
        Description = "The chain that it must be, by its id: 137; else whichever the first node serves",
        HelpName = "ID",
    };
    private readonly Option<string[]> _addresses = new("--address")
    {
        Description = "Only logs of this contract; may be repeated",
        HelpName = "ADDRESS",
    };
    private readonly Option<string[]> _topics = new("--topic")
    {
        Description = "Only logs of this event (topic 0); may be repeated",
        HelpName = "TOPIC",
    };
    private readonly Option<bool> _busy = new("--busy-poll")
    {
        Description = "Never sleep between messages: some microseconds sooner, for a whole core",
    };
    private readonly Option<bool> _plain = new("--allow-plain-text")
    {
        Description =
            "Allow ws:// and http:// to another machine, where anybody on the way can read and change it",
    };

    public IEnumerable<Option> All =>
        [_rpc, _rpcFile, _chain, _folder, _time, _addresses, _topics, _busy, _plain];

    public RecordRequest RequestOf(ParseResult parsed, Terminal terminal) =>
        new(
            NodesOf(parsed, terminal),
            parsed.GetRequiredValue(_folder),
            WatchOptions.Rules(parsed.GetValue(_addresses) ?? [], parsed.GetValue(_topics) ?? [])
        )
        {
            RunFor = parsed.GetValue(_time) is string text ? Duration.Parse("--for", text) : null,
            ChainId = parsed.GetValue(_chain) is string chain ? ChainOf(chain) : 0,
            BusyPoll = parsed.GetValue(_busy),
            AllowPlainText = parsed.GetValue(_plain),
        };

    private FeedEndpoint[] NodesOf(ParseResult parsed, Terminal terminal)
    {
        string[] named = parsed.GetValue(_rpc) ?? [];
        FeedEndpoint[] nodes = NodeAddress.FindAll(terminal, named, parsed.GetValue(_rpcFile));
        FeedEndpoint? plain = Array.Find(
            nodes,
            node => node is { Kind: FeedEndpointKind.Http, IsSecure: false, IsLoopback: false }
        );
        if (plain is not null && !parsed.GetValue(_plain))
        {
            throw new CommandFailure(
                ExitCode.Configuration,
                $"{plain} is another machine and http:// is not encrypted (--allow-plain-text)"
            );
        }

        return Array.Exists(nodes, node => node.Kind == FeedEndpointKind.WebSocket)
            ? nodes
            : throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                $"{nodes[0]} is an http URL; events come over a node's ws:// or wss:// URL (name one as well)"
            );
    }

    private static long ChainOf(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long chain) && chain > 0
            ? chain
            : throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                $"--chain {text} is not a chain's id (a number such as 1 or 137)"
            );
}
