using System.Text;
using FastArb.Chain;
using FastArb.Feed;
using FastArb.Market;
using FastArb.Pipeline;
using FastArb.Tests.Feed.Sequencing;
using FastArb.Tests.Market.Loading;

namespace FastArb.Tests.Pipeline.Control;

/// <summary>Blocks and an operator's commands, through all lanes of a plan.</summary>
internal sealed class CommandedRun
{
    private readonly ReplayRun _run;
    private readonly byte[] _clock = new byte[ClockPayload.ByteCount];
    private int _block;
    private long _now;

    public CommandedRun(int lanes, params string[] handlers)
    {
        MarketPlan market = new MadeMarket(seed: 1).Plan;
        _run = new ReplayRun(
            new EnginePlan(
                market,
                RouteSearch.Find(market, new RouteSearchOptions()),
                new FeedPlan(market.ToWatchRules()),
                [.. handlers.Select(name => new HandlerPlan(name, () => new CountingHandler(name)))],
                LanePlan.Of(lanes, handlers.Length)
            )
        );
        _run.Begin();
        ClockPayload.Write(_clock, SequencedFeed.Utc);
        Take(InputKind.Clock, _clock);
    }

    public long Events => _run.Sequencer.EventCount;

    public IEnumerable<CountingHandler> Handlers =>
        _run.Lanes.Lanes.SelectMany(lane => lane.Handlers).Cast<CountingHandler>();

    public IEnumerable<(string Name, bool IsPaused)> Paused =>
        _run.Lanes.Lanes.SelectMany(lane =>
            lane.Handlers.Select((handler, i) => (handler.Name, lane.IsPaused(i)))
        );

    public void Blocks(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _now += SequencedFeed.Second;
            Take(InputKind.Message, Encoding.UTF8.GetBytes(SequencedFeed.Head(++_block)));
        }
    }

    public void Command(OperatorCommand command, string? handler = null) =>
        Take(InputKind.Command, CommandPayload.Of(command, handler));

    public void Take(InputKind kind, byte[] payload) => _run.Sequencer.Replay(kind, payload, _now, 0);

    public void End() => _run.End();

    /// <summary>Of each handler, what it has kept.</summary>
    public string Saved()
    {
        using MemoryStream bytes = new();
        using BinaryWriter writer = new(bytes);
        foreach (CountingHandler handler in Handlers.OrderBy(handler => handler.Name, StringComparer.Ordinal))
        {
            handler.Save(writer);
        }

        return Convert.ToHexString(bytes.ToArray());
    }
}
