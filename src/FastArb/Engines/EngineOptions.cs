using System.CommandLine;
using FastArb.Feeds;
using FastArb.Market;
using FastArb.Pipeline;

namespace FastArb.Engines;

/// <summary>The options of <c>fastarb engine</c>.</summary>
internal sealed class EngineOptions
{
    public const int HopsDefault = 3;

    /// <summary>Given to an engine that has a front.</summary>
    public const string WithFront = "--with-front";

    private readonly FeedNodeOptions _nodes = new();
    private readonly Option<string> _folder = new("--out")
    {
        Description = "The folder of the run; one that is there goes on",
        HelpName = "RUN",
        Required = true,
    };
    private readonly Option<string?> _config = new("--config")
    {
        Description = "The market: a YAML file of tokens, venues and pools; without it, Polygon's",
        HelpName = "FILE",
    };
    private readonly Option<int> _hops = new("--hops")
    {
        Description = "Legs of the longest route that is quoted: 2 to 4",
        HelpName = "N",
        DefaultValueFactory = _ => HopsDefault,
    };
    private readonly LaneOptions _lanes = new();
    private readonly Option<string?> _time = new("--for")
    {
        Description = "How long, in event time: 90s, 40m, 2h; else until Ctrl-C",
        HelpName = "TIME",
    };

    private readonly Option<bool> _cold = new("--no-warm-up")
    {
        Description = "Begin at once: code is compiled while the first blocks come, which are slower",
    };
    private readonly Option<bool> _front = new(WithFront)
    {
        Description = "End when the standard input does",
        Hidden = true,
    };

    /// <summary>Those that a front takes too, and passes on.</summary>
    public IEnumerable<Option> All => [.. _nodes.All, _folder, _config, _hops, _time, .. _lanes.All, _cold];

    /// <summary>For the engine alone.</summary>
    public Option OfFront => _front;

    public bool AsksToExplain(ParseResult parsed) => _lanes.AsksToExplain(parsed);

    /// <summary>Which thread runs where.</summary>
    public LanePlan LanesOf(ParseResult parsed) =>
        _lanes.PlanOf(parsed, MachineFacts.Read(), EngineCommand.HandlerCount);

    /// <summary>The folder of the run.</summary>
    public string FolderOf(ParseResult parsed) => parsed.GetRequiredValue(_folder);

    public int HopsOf(ParseResult parsed) => parsed.GetValue(_hops);

    public EngineRequest RequestOf(ParseResult parsed, Terminal terminal)
    {
        int hops = HopsOf(parsed);
        if (hops is < RouteSearchOptions.HopsMin or > RouteSearchOptions.HopsLimit)
        {
            throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                $"--hops {hops} is not from {RouteSearchOptions.HopsMin} to {RouteSearchOptions.HopsLimit}"
            );
        }

        return new EngineRequest(
            _nodes.NodesOf(parsed, terminal),
            parsed.GetRequiredValue(_folder),
            LanesOf(parsed)
        )
        {
            Config = parsed.GetValue(_config),
            Hops = hops,
            WarmsUp = !parsed.GetValue(_cold),
            HasFront = parsed.GetValue(_front),
            RunFor = parsed.GetValue(_time) is string text ? Duration.Parse("--for", text) : null,
        };
    }
}
