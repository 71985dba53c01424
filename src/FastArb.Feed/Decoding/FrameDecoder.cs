using FastArb.Chain;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

// Runs on the reader's thread, once per message. May not allocate, lock or throw; what a call leaves behind
// holds until the next one. On a Zen 4 the walk costs 450 to 540 ns per log, the scanner 65 to 85; bad
// JSON costs an exception inside, which the reader throws and the walk catches.
/// <summary>
/// From a message's UTF-8 to what it says: a log's envelope and slots, a block's head, an answer. Knows the
/// envelope only: what a log's words mean is for others.
/// </summary>
public sealed partial class FrameDecoder
{
    private readonly WatchRules _rules;
    private readonly ChainEvent[] _slots = new ChainEvent[1 + ChainEvent.PartsMax];
    private readonly ValueAt[] _values = new ValueAt[(int)Member.Count];

    private LogEnvelope _log;
    private BlockHead _head;
    private RpcAnswer _answer;
    private FrameFault _fault;
    private long _carriedTime = NoTime;

    /// <summary>A <see cref="CarriedTime"/> of a message that carries none.</summary>
    public const long NoTime = -1;

    /// <summary>Logs that no rule wants are dropped before the rest of them is decoded.</summary>
    public FrameDecoder(WatchRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        _rules = rules;
    }

    /// <summary>The log's envelope, after <see cref="FrameKind.Log"/>.</summary>
    public ref readonly LogEnvelope Log => ref _log;

    /// <summary>
    /// The log's slots, after <see cref="FrameKind.Log"/>; their sequence, times and position are zero.
    /// </summary>
    public ReadOnlySpan<ChainEvent> Slots => _slots.AsSpan(0, _log.SlotCount);

    /// <summary>The block's head, after <see cref="FrameKind.Head"/>.</summary>
    public ref readonly BlockHead Head => ref _head;

    /// <summary>The answer, after <see cref="FrameKind.Answer"/>.</summary>
    public RpcAnswer Answer => _answer;

    /// <summary>
    /// The time that a simulated chain's notification carries (<c>eventTime</c>, nanoseconds since 1970), or
    /// <see cref="NoTime"/>. An unwanted log may say it too late to be heard.
    /// </summary>
    public long CarriedTime => _carriedTime;

    /// <summary>Why the message was refused, after <see cref="FrameKind.Malformed"/>.</summary>
    public FrameFault Fault => _fault;

    /// <summary>
    /// Decodes a message: by the scanner where it is a log as nodes write them, else by the walk.
    /// </summary>
    public FrameKind Decode(ReadOnlySpan<byte> message)
    {
        Reset();
        FrameKind kind = Scan(message);
        return kind != FrameKind.Other ? kind : DecodeByWalk(message);
    }

    private void Reset()
    {
        _log.SlotCount = 0;
        _fault = FrameFault.None;
        _carriedTime = NoTime;
    }

    internal FrameKind Refuse(FrameFault fault)
    {
        _log.SlotCount = 0;
        _fault = fault;
        return FrameKind.Malformed;
    }
}
