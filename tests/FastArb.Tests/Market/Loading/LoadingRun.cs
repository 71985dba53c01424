using FastArb.Chain;
using FastArb.Feed;
using FastArb.Market;
using FastArb.Simulation;
using Xunit;

namespace FastArb.Tests.Market.Loading;

/// <summary>
/// A market that is loaded while its chain goes on: chain, node, feed and market without a socket, a
/// thread or
/// a clock, moved on by one loop. After each block that is sealed every live pool must be as the chain
/// has it.
/// </summary>
internal sealed class LoadingRun
{
    private const long Second = 1_000_000_000;
    private const long Never = long.MaxValue;
    private const long BlockTime = 2 * Second;

    private readonly LoadingPlan _plan;
    private readonly MadeMarket _made;
    private readonly SimulatedNode _node;
    private readonly FeedInbox _inbox = new(4_096);
    private readonly FeedSession<MarketSink> _session;
    private readonly SeededBits _bits;
    private readonly Queue<(ContractQuestion Question, long Due)> _asked = [];
    private long _now = 1_000 * Second;
    private long _nextBlock;
    private readonly HashSet<long> _incomplete = [];
    private int _blocks;
    private int _logs;
    private int _connection = -1;

    public LoadingRun(
        LoadingPlan plan,
        MadeMarket made,
        MadeContracts contracts,
        InputRecorder? recorder = null,
        Func<NodeCall, NodeCallResult>? call = null
    )
    {
        _plan = plan;
        _made = made;
        _bits = new SeededBits(~plan.Seed);
        Chain = new SimulatedChain(137, made.First);
        _node = new SimulatedNode(Chain, plan.Faults with { Seed = plan.Seed })
        {
            Call = call ?? contracts.Answer,
        };
        WatchRules rules = made.Plan.ToWatchRules();
        FeedPlan = new FeedPlan(rules);
        Market = new LiveMarket(new PoolTable(made.Plan, plan.Table), rules, plan.Market);
        Sequencer = new FeedSequencer<MarketSink>(FeedPlan, new MarketSink(Take), recorder);
        FeedSessionOptions options = new()
        {
            Endpoints = [SessionEndpoint()],
            Seed = plan.Seed,
            Anchor = new TimeAnchor(_now, 1_735_689_600 * Second),
        };
        _session = new FeedSession<MarketSink>(Sequencer, options, _inbox, new FeedPulse());
        _nextBlock = _now + BlockTime;
    }

    public FeedPlan FeedPlan { get; }

    public SimulatedChain Chain { get; }

    public SimulatedNode Node => _node;

    public LiveMarket Market { get; }

    public FeedSequencer<MarketSink> Sequencer { get; }

    public List<MarketNotice> Notices { get; } = [];

    public RunningHash Hash { get; } = new();

    public int Reorgs { get; private set; }

    public long Compared { get; private set; }

    /// <summary>Blocks that were sealed before all of their logs were in.</summary>
    public long Incomplete { get; private set; }

    /// <summary>Blocks from the first until every pool was live or refused; -1: never.</summary>
    public int CompleteAfter { get; private set; } = -1;

    /// <summary>Changes an event before the market has it; for what no node says.</summary>
    public Func<ChainEvent, ChainEvent>? Alter { get; set; }

    /// <summary>Done after each block that is sealed and compared.</summary>
    public Action? Sealed { get; set; }

    private long NextDue
    {
        get
        {
            long due = Math.Min(_nextBlock, Math.Min(_session.NextDue, _node.NextDue));
            return _asked.TryPeek(out var first) ? Math.Min(due, first.Due) : due;
        }
    }

    public LoadingRun Run()
    {
        _session.Begin(_now);
        Step(_plan.Blocks);
        _nextBlock = Never;
        // A node that limits is asked again after a while.
        long end = _now + (300 * Second);
        while (NextDue <= end)
        {
            StepOnce();
        }

        _session.Stop(_now);
        return this;
    }

    /// <summary>Everything is live and as the chain's head has it.</summary>
    public void MustBeWhole(int refused = 0)
    {
        string story = $"seed {_plan.Seed}: {Market.Progress}, {Market.LiveCount} live; {_node.Tally}";
        Assert.True(Market.Head.Hash == Chain.Head.Hash, story);
        Compare("at the end");
        Assert.True(Market.IsComplete && Market.Progress.Refused == refused, story);
        Assert.True(Market.LiveCount == _made.Plan.Pools.Length - refused, story);
        Assert.True(Compared > 0 && Market.BufferedCount == 0, story);
    }

    /// <summary>Of the live pools, those that differ from the chain after the head.</summary>
    public void Compare(string when)
    {
        foreach (Pool pool in _made.Plan.Pools)
        {
            if (Market.Table.StatusOf(pool.Index) == PoolStatus.Live)
            {
                PoolContent real = _made.StateOf(pool.Index, Market.Head.Hash);
                string? difference = Market.Table.ContentOf(pool.Index).DifferenceFrom(real);
                Assert.True(difference is null, $"seed {_plan.Seed}, {when}, {pool}: {difference}");
                Compared++;
            }
        }
    }

    private void Step(int blocks)
    {
        while (_blocks < blocks)
        {
            StepOnce();
        }
    }

    private void StepOnce()
    {
        _now = Math.Max(_now, NextDue);
        if (_nextBlock <= _now)
        {
            MakeBlock();
        }

        while (_node.TryTake(_now, out NodeDelivery delivery))
        {
            if (delivery.Kind == NodeDeliveryKind.Text)
            {
                _session.OnMessage(delivery.Bytes.Span, _now);
            }
            else
            {
                _node.OnClosed(_connection, _now);
                _session.OnClosed(WebSocketCloseCause.Reset, "the connection broke", _now);
            }

            Follow();
        }

        _session.OnDue(_now);
        Follow();
    }

    // What the reader's thread does between two messages, and the lane after its events.
    private void Follow()
    {
        if (_session.Phase == FeedPhase.Connecting)
        {
            Assert.True(_node.Open(NodeTransport.WebSocket, _now, out _connection, out _));
            _session.OnConnected(_now);
        }

        while (Market.TryTakeQuestion(out ContractQuestion? question))
        {
            _asked.Enqueue((question, _now + (_plan.AskDelay.Ticks * TimeSpan.NanosecondsPerTick)));
        }

        while (_asked.TryPeek(out var asked) && asked.Due <= _now)
        {
            _asked.Dequeue();
            Assert.True(_inbox.TryPost(InputKind.Asked, 0, QuestionPayload.Of(asked.Question)));
        }

        while (Market.TryTakeNotice(out MarketNotice notice))
        {
            Notices.Add(notice);
        }

        while (_session.HasText && _session.TryTakeText(out _, out ReadOnlySpan<byte> text))
        {
            _node.OnMessage(_connection, text, _now);
        }
    }

    private void MakeBlock()
    {
        _nextBlock += BlockTime;
        _blocks++;
        int kept = (int)(Chain.Head.Number - Chain.First.Number);
        if (kept <= 2 || (int)(_bits.NextUInt64() % 100) >= _plan.ReorgPercent)
        {
            SimulatedBlock block = _made.Next(Chain.Head);
            Chain.Append(block);
            _node.OnChainChanged([], [block], _now);
            return;
        }

        Reorgs++;
        int depth = 1 + (int)(_bits.NextUInt64() % (ulong)Math.Min(_plan.ReorgDepthMax, kept - 1));
        SimulatedBlock tip = Chain.At(Chain.Head.Number - depth)!;
        long ancestor = tip.Number;
        List<SimulatedBlock> branch = [];
        for (int i = 0; i <= depth; i++)
        {
            tip = _made.Next(tip);
            branch.Add(tip);
        }

        _node.OnChainChanged(Chain.Reorganise(ancestor, branch), branch, _now);
    }

    private void Take(ref readonly ChainEvent told)
    {
        Hash.Append(new ReadOnlySpan<ChainEvent>(in told));
        ChainEvent e = Alter is null ? told : Alter(told);
        if (e.Kind == ChainEventKind.BlockBegin)
        {
            _logs = 0;
            long number = e.BlockNumber;
            _incomplete.RemoveWhere(block => block >= number);
        }

        _logs += e.Kind == ChainEventKind.Log ? 1 : 0;
        MarketUpdate update = Market.On(in e);
        if (update.Kind == MarketUpdateKind.BlockSealed)
        {
            int real = _made.BlockOf(Market.Head.Hash).Logs.Count(log => _made.IsPool(log.Address));
            if (_logs != real)
            {
                // A cut took one: it comes late, and the block again with it.
                Incomplete++;
                _incomplete.Add(e.BlockNumber);
            }

            if (_incomplete.Count == 0)
            {
                Compare($"after block {e.BlockNumber}, sealed as {(SealReason)e.Detail}");
            }

            CompleteAfter = CompleteAfter < 0 && Market.IsComplete ? _blocks : CompleteAfter;
            Sealed?.Invoke();
        }
    }

    private static FeedEndpoint SessionEndpoint()
    {
        Assert.True(
            FeedEndpoint.TryParseAny("ws://127.0.0.1:1", out FeedEndpoint? endpoint, out string? error),
            error
        );
        return endpoint;
    }
}
