using FastArb.Chain;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

/// <content>Connections that come and go, verdicts on them, and how far the stream can be relied
/// on.</content>
public sealed partial class BlockOrder<TSink>
{
    // After a contradiction the feed is distrusted for so many sealed blocks.
    private const int DistrustBlocks = 64;

    // Where logs have fallen silent, so many blocks that had some are asked for again.
    private const int SilentBlocks = 4;

    // Nobody may make us wait for longer than this before something is asked again.
    private const long CallDelayNsMax = 600_000_000_000;

    private FeedHealth _health;
    private bool _isOffline;
    private bool _isCatchingUp;
    private bool _isHalted;
    private int _distrustLeft;

    // Where the node's chain ends has been asked, and must be known before the stream is live.
    private bool _awaitsLatest;

    /// <summary>How far the stream can be relied on, as its last health event said.</summary>
    public FeedHealth Health => _health;

    /// <summary>Blocks in a row whose logs had to be asked for because none was announced.</summary>
    public long MissedLogs { get; private set; }

    /// <summary>
    /// The connection is gone: logs may have been missed. Of what is out, that is the open block and the last
    /// sealed one; of what waits, everything; and the first block that comes afterwards.
    /// </summary>
    public void OnDisconnected(in InputStamp stamp)
    {
        Arrive(in stamp);
        Counters.Disconnections++;
        _isOffline = true;
        DoubtAll();
        _calls.Suspend();
        _questions.Suspend();
        Advance(in stamp);
    }

    /// <summary>
    /// A connection's subscriptions are all confirmed: from here on nothing is missed. What happened before
    /// is asked for.
    /// </summary>
    public void OnSubscribed(in InputStamp stamp)
    {
        Arrive(in stamp);
        bool wasAway = _isOffline || (_tip >= 0 && !_hasBegun);
        _isOffline = false;
        if (wasAway && (_tip >= 0 || _hasBegun))
        {
            // What came before this did not necessarily come whole.
            DoubtAll();
            _isCatchingUp = true;
            _gapNumber = long.MaxValue;
            _awaitsLatest = true;
            AskLatest(in stamp);
            AskBackToLastLogs(in stamp);
        }

        _calls.Resume(stamp.EventTime);
        _questions.Resume(stamp.EventTime);
        Advance(in stamp);
    }

    /// <summary>What the watchdog has decided.</summary>
    public void OnVerdict(FeedVerdict verdict, in InputStamp stamp)
    {
        Arrive(in stamp);
        if (verdict == FeedVerdict.Probe)
        {
            AskLatest(in stamp);
        }
        else if (verdict == FeedVerdict.ChainHalted)
        {
            _isHalted = true;
        }
        else if (verdict == FeedVerdict.SilentLogs)
        {
            AskBackToLastLogs(in stamp);
        }

        SayHealth(in stamp);
    }

    /// <summary>
    /// A question was not answered because too many were put, or because the way to the node failed. That is
    /// no fault of the question's own: it is put again later, however often that takes.
    /// </summary>
    public void OnCallPutOff(long callId, long delayNs, in InputStamp stamp)
    {
        Arrive(in stamp);
        if (IsOfContract(callId))
        {
            PutOffQuestion(callId, Math.Min(delayNs, CallDelayNsMax), in stamp);
            return;
        }

        int call = _calls.Find(callId);
        if (call < 0)
        {
            Counters.UnknownAnswers++;
            return;
        }

        PutOff(call, Math.Min(delayNs, CallDelayNsMax), in stamp);
    }

    // A subscription falls silent in the middle of a block as well as between two, and what ends it may come
    // later. The highest blocks that had logs are asked for; several, since with several filters one may be
    // silent and the others not.
    private void AskBackToLastLogs(in InputStamp stamp)
    {
        int left = SilentBlocks;
        for (int node = _tip; node >= 0 && node != _floor && left > 0; node = Below(node))
        {
            ref BlockNode block = ref _tree.Nodes[node];
            if (block.LogCount > 0 && !block.Has(BlockFlags.Proven))
            {
                block.Flags |= BlockFlags.Suspect;
                AskLogs(node, in stamp);
                left--;
            }
        }
    }

    // One question of this kind at a time: where it has been put already it is put anew.
    private void AskLatest(in InputStamp stamp)
    {
        int open = _calls.FindQuestion(ChainCallKind.HeaderLatest, default, 0);
        if (open < 0)
        {
            Ask(ChainCallKind.HeaderLatest, default, in stamp);
        }
        else
        {
            Counters.CallsAsked++;
            _calls.Pose(open, stamp.EventTime);
        }
    }

    private void DoubtAll()
    {
        _doubtsNextHead = true;
        BlockNode[] nodes = _tree.Nodes;
        for (int i = 0; i < nodes.Length; i++)
        {
            if ((nodes[i].Flags & (BlockFlags.Exists | BlockFlags.Published)) == BlockFlags.Exists)
            {
                nodes[i].Flags |= BlockFlags.NeedsLogs;
            }
        }

        if (_tip >= 0)
        {
            Doubt(_tip);
            if (_isOpen)
            {
                Doubt(Below(_tip));
            }
        }
    }

    private bool IsCaughtUp() =>
        !_isOffline
        && !_awaitsLatest
        && _farNumber < 0
        && _tip >= 0
        && (_target < 0 || _target == _tip)
        && !Needs(_tip)
        && !Needs(Below(_tip));

    // Only a change is an event.
    private void SayHealth(in InputStamp stamp)
    {
        _isCatchingUp = _isCatchingUp && !IsCaughtUp();
        FeedHealth health =
            _distrustLeft > 0 ? FeedHealth.Distrusted
            : _isOffline ? FeedHealth.Offline
            : _isCatchingUp ? FeedHealth.CatchingUp
            : _isHalted ? FeedHealth.Halted
            : FeedHealth.Live;
        if (health == _health)
        {
            return;
        }

        _health = health;
        ref ChainEvent slot = ref Claim(
            ChainEventKind.Health,
            _tip < 0 ? 0 : _tree.Nodes[_tip].Number,
            in stamp
        );
        slot.Detail = (byte)health;
        Publish();
    }
}
