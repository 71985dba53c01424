using System.CommandLine;
using System.Globalization;

namespace FastArb.Feeds;

/// <summary>The options of <c>fastarb record</c>.</summary>
internal sealed class RecordOptions
{
    private readonly FeedNodeOptions _nodes = new();
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

    public IEnumerable<Option> All => [.. _nodes.All, _chain, _folder, _time, _addresses, _topics, _busy];

    public RecordRequest RequestOf(ParseResult parsed, Terminal terminal) =>
        new(
            _nodes.NodesOf(parsed, terminal),
            parsed.GetRequiredValue(_folder),
            WatchOptions.Rules(parsed.GetValue(_addresses) ?? [], parsed.GetValue(_topics) ?? [])
        )
        {
            RunFor = parsed.GetValue(_time) is string text ? Duration.Parse("--for", text) : null,
            ChainId = parsed.GetValue(_chain) is string chain ? ChainOf(chain) : 0,
            BusyPoll = parsed.GetValue(_busy),
        };

    private static long ChainOf(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long chain) && chain > 0
            ? chain
            : throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                $"--chain {text} is not a chain's id (a number such as 1 or 137)"
            );
}
