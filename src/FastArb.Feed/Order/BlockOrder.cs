using System.Numerics;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

// Runs on the reader's thread; allocates at construction only, takes no locks, reads no clock.
// A log of the open block costs its two copies and some 10 ns; heads, reorgs and calls are rare.
/// <summary>
/// Makes the node's heads and logs, which come on separate channels in any order, more than once or not at
/// all, into one linear stream: a block begins on top of the head, its logs follow by index, it is sealed;
/// or the head goes back. The rules are in docs/feed.md.
/// </summary>
public sealed partial class BlockOrder<TSink>
    where TSink : struct, IChainEventSink
{
    /// <summary>The least that <see cref="BlockOrderOptions.BlocksMax"/> may be.</summary>
    private const int BlocksMin = 16;

    private readonly BlockOrderOptions _options;
    private readonly BlockTree _tree;
    private readonly WatchBloom _watch;
    private readonly CallTable _calls;
    private readonly CallTable _questions;

    // The blocks that are out, by number; as many as the mask says lie between floor and tip.
    private readonly int[] _chain;
    private readonly int _chainMask;
    private readonly int _depthMax;
    private readonly int _depthMin;

    // Not readonly: a sink is a struct and may count.
    private TSink _sink;
    private int _tip = BlockNode.None;
    private int _floor = BlockNode.None;
    private bool _isOpen;
    private long _openFrameTime;

    // The block above the open one is there but waits for the open one's logs.
    private bool _isHolding;
    private int _arriving = BlockNode.None;

    // What filter the open block's logs make, up to a slot of theirs; only where it is asked.
    private LogsBloom _made;
    private int _madeSlot = BlockNode.None;

    // Where the chain's head is said to be; the tip, once everything on the way is there.
    private int _target = BlockNode.None;
    private int _missingHeader = BlockNode.None;
    private long _walk;

    private long _eventTime;
    private bool _hasBegun;
    private bool _mustResynchronise;
    private bool _doubtsNextHead;

    // Blocks up to this number, where they are not known yet, may have lost logs.
    private long _doubtedNumber = -1;
    private BloomTrust _bloomTrust;

    public BlockOrder(BlockOrderOptions options, WatchRules rules, TSink sink)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(rules);
        if (
            options.BlocksMax < BlocksMin
            || options.LogSlotsMax <= ChainEvent.PartsMax
            || options.CallsMax < 2
            || options.CallTriesMax < 1
            || options.QuestionsMax < 1
        )
        {
            throw new ArgumentException(
                $"room for {BlocksMin} blocks, one log of any length and two questions is the least",
                nameof(options)
            );
        }

        _options = options;
        _sink = sink;
        _tree = new BlockTree(options.BlocksMax, options.LogSlotsMax);
        _watch = new WatchBloom(rules);
        _calls = new CallTable(options.CallsMax, options.CallRetryNs, options.CallTimeoutNs);
        _questions = new CallTable(
            options.QuestionsMax,
            options.CallRetryNs,
            options.CallTimeoutNs,
            CallTable.ContractIdFirst
        );
        _depthMax = options.BlocksMax / 2;
        _depthMin = options.BlocksMax / 8;
        _reach = options.BlocksMax / 2;
        _numbersAsked = new long[options.BlocksMax];
        _chain = new int[BitOperations.RoundUpToPowerOf2((uint)_depthMax + 2)];
        _chainMask = _chain.Length - 1;
        if (options.Start is { } start)
        {
            LayFloor(start.Hash, start.Number, BlockNode.None);
        }
    }

    private enum BloomTrust
    {
        /// <summary>No log has come yet that a filter could have held.</summary>
        Unknown = 0,

        /// <summary>A filter held a log that came: this chain fills them.</summary>
        Earned = 1,

        /// <summary>A filter did not hold a log that came: they say nothing.</summary>
        Lost = 2,
    }

    /// <summary>The last block that is out; nothing before the first one.</summary>
    public BlockIdentity Head => _tip < 0 ? default : new(_tree.Nodes[_tip].Number, _tree.Nodes[_tip].Hash);

    /// <summary>The sequence number that the next event gets.</summary>
    public long NextSequence { get; private set; }

    public BlockOrderCounters Counters { get; } = new();

    /// <summary>
    /// The event time of the next thing that is due by itself: a seal, or a question's retry.
    /// </summary>
    public long NextDue => Math.Min(QuietDue, Math.Min(_calls.NextDue, _questions.NextDue));

    private long QuietDue =>
        _isOpen && _options.SealByQuiet && !Needs(_tip)
            ? _openFrameTime + _options.SealQuietNs
            : long.MaxValue;

    /// <summary>Does the one thing that is due first.</summary>
    public void OnDue(long due)
    {
        var stamp = new InputStamp(due, 0, 0);
        Arrive(in stamp);
        if (QuietDue <= due)
        {
            bool isHolding = _isHolding;
            Seal(isHolding ? SealReason.LaterBlock : SealReason.Quiet, in stamp);
            if (isHolding)
            {
                Advance(in stamp);
            }
        }
        else if (_calls.NextDue <= due)
        {
            OnCallDue(in stamp);
        }
        else if (_questions.NextDue <= due)
        {
            OnQuestionDue(in stamp);
        }

        SayHealth(in stamp);
    }

    /// <summary>
    /// What ends here holds whole blocks only: the open one is one of them. It may go on later with the next
    /// block, or with this one again.
    /// </summary>
    public void OnEnd(in InputStamp stamp)
    {
        Arrive(in stamp);
        if (_isOpen && !Needs(_tip))
        {
            Seal(SealReason.End, in stamp);
            SayHealth(in stamp);
        }
    }

    /// <summary>Puts a timer's event into the stream.</summary>
    public void PublishTimer(int timer, long due)
    {
        var stamp = new InputStamp(due, 0, 0);
        Arrive(in stamp);
        ref ChainEvent slot = ref Claim(ChainEventKind.Timer, 0, in stamp);
        slot.Rule = (ushort)timer;
        Publish();
    }

    /// <summary>Puts what an operator has decided into the stream.</summary>
    public void PublishCommand(OperatorCommand command, ReadOnlySpan<byte> handler, in InputStamp stamp)
    {
        Arrive(in stamp);
        Span<byte> words = stackalloc byte[CommandPayload.NameBytesMax];
        words.Clear();
        handler.CopyTo(words);
        ref ChainEvent slot = ref Claim(ChainEventKind.Command, 0, in stamp);
        slot.Detail = (byte)command;
        slot.DataLength = handler.Length;
        slot.WordCount = (byte)((handler.Length + UInt256.ByteCount - 1) / UInt256.ByteCount);
        for (int i = 0; i < slot.WordCount; i++)
        {
            slot.Words[i] = UInt256.ReadBigEndian(words[(i * UInt256.ByteCount)..]);
        }

        Publish();
    }

    /// <summary>Whether there is something to ask the chain.</summary>
    public bool HasCalls => _calls.HasUntaken || _questions.HasUntaken;

    /// <summary>What to ask the chain next.</summary>
    public bool TryTakeCall(out ChainCall call) => _calls.TryTake(out call) || _questions.TryTake(out call);

    /// <summary>Which question an answer belongs to; false where none of this id waits for one.</summary>
    public bool TryFindCall(long id, out ChainCallKind kind)
    {
        CallTable calls = IsOfContract(id) ? _questions : _calls;
        int at = calls.Find(id);
        kind = at < 0 ? default : calls[at].Kind;
        return at >= 0;
    }

    // Event time of the stream: an input's, and never back.
    private void Arrive(in InputStamp stamp) => _eventTime = Math.Max(_eventTime, stamp.EventTime);

    private void Doubt(int node)
    {
        if (!_tree.Nodes[node].Has(BlockFlags.Floor))
        {
            _tree.Nodes[node].Flags |= BlockFlags.NeedsLogs;
        }
    }

    private int Below(int node) =>
        node == _floor ? node : _chain[(int)(_tree.Nodes[node].Number - 1) & _chainMask];

    // Whether its logs may be incomplete in a way that only an answer mends.
    private bool Needs(int node)
    {
        ref BlockNode block = ref _tree.Nodes[node];
        return block.Has(BlockFlags.NeedsLogs) && !IsComplete(in block);
    }

    private bool IsComplete(ref readonly BlockNode block) =>
        block.Has(BlockFlags.Proven)
        || (block.Has(BlockFlags.BloomExcludes) && block.LogCount == 0 && _bloomTrust == BloomTrust.Earned);
}
