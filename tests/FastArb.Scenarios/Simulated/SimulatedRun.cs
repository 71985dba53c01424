using FastArb.Chain;
using FastArb.Feed;
using FastArb.Simulation;
using FastArb.Tests;
using Xunit;

namespace FastArb.Scenarios.Simulated;

/// <summary>
/// A whole feed without a socket, a thread or a clock: chain, nodes, links, session, watchdog, all
/// moved on by
/// one loop in the order of their times. The seed decides everything, so it replays the run.
/// </summary>
internal sealed partial class SimulatedRun : IDisposable
{
    private const long Second = 1_000_000_000;
    private const long Millisecond = 1_000_000;
    private const long Never = long.MaxValue;

    private readonly SimulatedPlan _plan;
    private readonly SeededBits _bits;
    private readonly FeedInbox _inbox = new();
    private readonly FeedPulse _pulse = new();
    private readonly FeedSequencer<AppliedSink> _sequencer;
    private readonly FeedSession<AppliedSink> _session;
    private readonly FeedWatchdog _watchdog;
    private long _now = 1000 * Second;

    public SimulatedRun(SimulatedPlan plan, InputRecorder? recorder = null)
    {
        _plan = plan;
        _bits = new SeededBits(plan.Seed);
        _maker = new BlockMaker(plan.Seed, plan.Blocks);
        Chain = new SimulatedChain(137, _maker.First());
        _node = new SimulatedNode(Chain, plan.FaultsAfter > 0 ? FaultPlan.None : Faults);
        _answerers =
        [
            .. plan.Answerers.Select(
                (faults, i) => new SimulatedNode(Chain, faults with { Seed = plan.Seed + 1 + (ulong)i })
            ),
        ];
        Applied = new AppliedChain { Sealed = CheckSealed };
        WatchRule rule = plan.WatchesAll
            ? WatchRule.Everything
            : new WatchRule("watched") { Addresses = _maker.Watched };
        Plan = new FeedPlan(new WatchRules([rule])) { Order = plan.Order };
        _sequencer = new FeedSequencer<AppliedSink>(Plan, new AppliedSink(Applied), recorder);
        FeedSessionOptions options = new()
        {
            Endpoints = [Endpoint("ws://127.0.0.1:1")],
            QuestionEndpoints = [.. plan.Answerers.Select((_, i) => Endpoint($"http://127.0.0.1:{2 + i}"))],
            Seed = plan.Seed,
            Anchor = new TimeAnchor(_now, 1_735_689_600 * Second),
        };
        _session = new FeedSession<AppliedSink>(_sequencer, options, _inbox, _pulse, Notices);
        _watchdog = new FeedWatchdog(new FeedWatchdogOptions(), _pulse, _inbox);
        _nextBlock = _now + Nanoseconds(plan.BlockTime);
    }

    /// <summary>What a replay of the input needs.</summary>
    public FeedPlan Plan { get; }

    public SimulatedChain Chain { get; }

    public AppliedChain Applied { get; }

    public FeedNotices Notices { get; } = new();

    public FeedWatchdog Watchdog => _watchdog;

    public FaultTally Tally => _node.Tally;

    public IReadOnlyList<FaultTally> AnswererTallies => [.. _answerers.Select(node => node.Tally)];

    public FeedSessionCounters Session => _session.Counters;

    public BlockOrderCounters Order => _sequencer.OrderCounters;

    public FeedSequencer<AppliedSink> Sequencer => _sequencer;

    /// <summary>
    /// The longest that a block of the chain was not out, while nothing held the feed up on purpose.
    /// </summary>
    public TimeSpan LagMax { get; private set; }

    public int Outages { get; private set; }

    public int Sleeps { get; private set; }

    public int Halts { get; private set; }

    public int Reorgs { get; private set; }

    /// <summary>Safety, then liveness; then everything must be as the chain is.</summary>
    public void Run()
    {
        _session.Begin(_now);
        StepUntil(() => _made >= _plan.FaultsAfter, Never);
        _node.Faults = Faults;
        StepUntil(() => _made >= _plan.SafetyBlocks, Never);
        _node.Faults = FaultPlan.None;
        foreach (SimulatedNode node in _answerers)
        {
            node.Faults = FaultPlan.None;
        }

        _isSafe = true;
        _downUntil = Math.Min(_downUntil, _now);
        StepUntil(() => _made >= _plan.SafetyBlocks + _plan.LivenessBlocks, Never);
        _nextBlock = Never;
        long deadline = _now + Nanoseconds(_plan.CatchUpMax);
        StepUntil(() => Applied.Head == Chain.Head.Hash && _isHeadSealed, deadline);
        string story = $"seed {_plan.Seed}: {Story()}";
        Assert.True(
            Applied.Head == Chain.Head.Hash && _isHeadSealed,
            $"{story}: the feed is at {Applied.HeadNumber} of {Chain.Head.Number}, health {Applied.Health}"
        );

        // What is late comes late: a late log, the health, the last answers.
        StepUntil(() => false, _now + (20 * Second));
        _session.Stop(_now);
        Assert.True(Applied.Head == Chain.Head.Hash, story);
        Assert.True(Applied.Health == FeedHealth.Live || _plan.Faults != FaultPlan.None, story);
        foreach (AppliedBlock block in Applied.Blocks)
        {
            CheckWhole(block, story);
        }
    }

    public string Story() =>
        $"{Tally}; {string.Join(" / ", AnswererTallies)}; {Applied.Reorgs} reorgs out, "
        + $"{Session.Connections} connections, {Order.CallsAsked} questions, {Order.CallsFailed} failed, "
        + $"{Applied.Resynchronisations} resynchronised";

    public void Dispose() => _link?.Dispose();

    private void StepUntil(Func<bool> isOver, long deadline)
    {
        while (!isOver())
        {
            long next = NextDue();
            if (next > deadline)
            {
                _now = deadline;
                return;
            }

            _now = Math.Max(_now, next);
            Step();
            NoteLag();
        }
    }

    private FaultPlan Faults => _plan.Faults with { Seed = _plan.Seed };

    private long NextDue()
    {
        long next = Math.Min(_nextBlock, Math.Min(_watchdog.NextStep, _session.NextDue));
        next = Math.Min(next, Math.Min(Math.Min(_connectDue, _silentUntil), _node.NextDue));
        foreach (SimulatedNode node in _answerers)
        {
            next = Math.Min(next, node.NextDue);
        }

        foreach (PostedRequest request in _posted)
        {
            next = Math.Min(next, request.Deadline);
        }

        return next;
    }

    // One round of everything that is due, always in the same order.
    private void Step()
    {
        if (_nextBlock <= _now)
        {
            MakeBlock();
        }

        TakeDeliveries();
        TakeAnswers();
        if (_connectDue <= _now)
        {
            Connect();
        }

        if (_watchdog.NextStep <= _now)
        {
            _watchdog.Step(_now);
        }

        // As often as the watchdog looks at least, as the reader's loop does.
        _session.OnDue(_now);
        SendTexts();
        FollowPhase();
    }

    // From when a block is made until it is out, as far as the way to the node was open.
    private void NoteLag()
    {
        SimulatedBlock head = Chain.Head;
        if (Applied.HeadNumber >= head.Number || !_hasBegun)
        {
            _hasBegun |= Applied.Blocks.Count > 0;
            _behindSince = _now;
        }
        else if (_now > _lagFrom)
        {
            long lag = _now - Math.Max(_behindSince, _lagFrom);
            LagMax = TimeSpan.FromTicks(Math.Max(LagMax.Ticks, lag / TimeSpan.NanosecondsPerTick));
        }
    }

    private static FeedEndpoint Endpoint(string url)
    {
        Assert.True(FeedEndpoint.TryParseAny(url, out FeedEndpoint? endpoint, out string? error), error);
        return endpoint;
    }

    private static long Nanoseconds(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;

    private bool Hits(int perMille) => perMille > 0 && (int)(_bits.NextUInt64() % 1000) < perMille;

    private long Between(long least, long most) =>
        most <= least ? least : least + (long)(_bits.NextUInt64() % (ulong)(most - least + 1));
}
