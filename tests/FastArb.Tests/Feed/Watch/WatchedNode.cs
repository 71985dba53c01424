using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Watch;

/// <summary>
/// A node, the reader of its feed and the watchdog beside it, in made-up time: the reader does what it is
/// told and leaves signs of life, as a session does.
/// </summary>
internal sealed class WatchedNode
{
    public const long Millisecond = 1_000_000;
    public const long Second = 1_000 * Millisecond;

    private readonly SeededBits _bits;
    private readonly FeedInbox _inbox = new();
    private readonly List<(long Time, long Number)> _announced = [];
    private readonly List<(long Time, long Number)> _answers = [];
    private long _nextBlock;
    private long _nextLoop;
    private long _reconnected;

    public WatchedNode(ulong seed, long interval)
    {
        _bits = new SeededBits(seed);
        Interval = interval;
        Now = 1_000 * Second;
        _nextBlock = Now + Interval;
        Watchdog = new FeedWatchdog(new FeedWatchdogOptions(), Pulse, _inbox);
        Pulse.Connected = Now;
        Subscribe();
    }

    public FeedWatchdog Watchdog { get; }

    public FeedPulse Pulse { get; } = new();

    public long Now { get; private set; }

    public long Interval { get; set; }

    /// <summary>Blocks come early and late by up to so many percent.</summary>
    public int JitterPercent { get; set; } = 20;

    public long AnswerTimeMax { get; set; } = 500 * Millisecond;

    public bool MakesBlocks { get; set; } = true;

    public bool SendsHeads { get; set; } = true;

    public bool SendsLogs { get; set; } = true;

    public bool HasLogs { get; set; } = true;

    public bool Answers { get; set; } = true;

    /// <summary>Whether a fresh subscription ends what was wrong with the node.</summary>
    public bool HealsWhenAnew { get; set; } = true;

    public long Number { get; private set; } = 1_000;

    /// <summary>What the watchdog decided, probes left out, when, and how old the head was then.</summary>
    public List<(FeedVerdict Verdict, long Time, long LastHead)> Verdicts { get; } = [];

    public List<long> Probes { get; } = [];

    public long Draw(long below) => (long)(_bits.NextUInt64() % (ulong)below);

    /// <summary>Blocks, reader and watchdog, until so much time is over.</summary>
    public void Run(long time)
    {
        for (long end = Now + time; Now < end; Now += 10 * Millisecond)
        {
            MakeBlocks();
            if (Now >= _nextLoop)
            {
                Loop();
            }

            if (Now >= Watchdog.NextStep)
            {
                Watchdog.Step(Now);
            }
        }
    }

    /// <summary>The clock goes on; the chain too, but no thread of ours.</summary>
    public void Suspend(long time, bool alsoTheNode)
    {
        Now += time;
        if (alsoTheNode)
        {
            _nextBlock = Math.Max(_nextBlock, Now + Draw(Interval));
        }
        else
        {
            MakeBlocks();
        }
    }

    /// <summary>The reader's thread does not get to run.</summary>
    public void Stall(long time)
    {
        _nextLoop = Now + time;
        Run(time);
    }

    private void MakeBlocks()
    {
        while (MakesBlocks && _nextBlock <= Now)
        {
            Number++;
            if (SendsHeads && Pulse.Subscribed != 0)
            {
                _announced.Add((_nextBlock + (20 * Millisecond) + Draw(100 * Millisecond), Number));
            }

            long jitter = Interval * JitterPercent / 100;
            _nextBlock += Interval - jitter + Draw((2 * jitter) + 1);
        }

        if (!MakesBlocks)
        {
            _nextBlock = Now + Interval;
        }
    }

    private void Loop()
    {
        _nextLoop = Now + (5 * Millisecond) + Draw(15 * Millisecond);
        if (_reconnected != 0 && Now >= _reconnected)
        {
            Subscribe();
        }

        while (_announced.Count > 0 && _announced[0].Time <= Now)
        {
            Pulse.HeadNumber = _announced[0].Number;
            Pulse.Head = Now;
            Pulse.Received = Now;
            if (HasLogs)
            {
                Pulse.MissedLogs = SendsLogs ? 0 : Pulse.MissedLogs + 1;
            }

            _announced.RemoveAt(0);
        }

        foreach ((long time, long number) in _answers.Where(answer => answer.Time <= Now))
        {
            Pulse.ProbeNumber = number;
            Pulse.ProbeAnswered = Now;
            Pulse.Received = Now;
        }

        _answers.RemoveAll(answer => answer.Time <= Now);
        while (_inbox.TryTake(out InputKind kind, out _, out ReadOnlyMemory<byte> payload))
        {
            Assert.Equal(InputKind.Verdict, kind);
            Obey((FeedVerdict)payload.Span[0]);
        }

        Pulse.Loop = Now;
    }

    private void Obey(FeedVerdict verdict)
    {
        if (verdict == FeedVerdict.Probe)
        {
            Probes.Add(Now);
            Ask();
            return;
        }

        Verdicts.Add((verdict, Now, Pulse.Head));
        if (verdict != FeedVerdict.ChainHalted)
        {
            Pulse.Subscribed = 0;
            Pulse.Connected = 0;
            _answers.Clear();
            _announced.Clear();
            _reconnected = Now + (100 * Millisecond) + Draw(Second);
        }
    }

    private void Subscribe()
    {
        if (_reconnected != 0 && HealsWhenAnew)
        {
            SendsHeads = true;
            SendsLogs = true;
            Answers = true;
        }

        _reconnected = 0;
        Pulse.Connected = Now;
        Pulse.Subscribed = Now;
        Pulse.Received = Now;
        Ask();
    }

    private void Ask()
    {
        Pulse.Probed = Now;
        if (Answers)
        {
            long time = Now + (5 * Millisecond) + Draw(AnswerTimeMax);
            _answers.Add((time, Number));
        }
    }
}
