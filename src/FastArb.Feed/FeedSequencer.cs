using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using FastArb.Chain;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

// Runs on the reader's thread, and only there: it is the one place where the order of things is decided.
// May not allocate, block on anything but a full ring or recorder, or read a clock: time comes with an input.
// Costs the decoder, the order and the copy into the recorder, and little of its own.

/// <summary>
/// The one sequencer: every outside input comes through here, is recorded, and only then becomes events. The
/// same inputs under the same plan give the same events, whether they arrive or are read from a recording.
/// </summary>
public sealed partial class FeedSequencer<TSink>
    where TSink : struct, IChainEventSink
{
    // A call's id and milliseconds to wait.
    private const int CallFailedByteCount = sizeof(long) + sizeof(uint);
    private const long NanosecondsPerMillisecond = 1_000_000;

    private readonly InputRecorder? _recorder;
    private readonly BlockOrder<TSink> _order;
    private readonly FeedTimers _timers;

    public FeedSequencer(FeedPlan plan, TSink sink, InputRecorder? recorder = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        Plan = plan;
        Decoder = new FrameDecoder(plan.Rules);
        _recorder = recorder;
        _timers = new FeedTimers(plan.Timers);
        _chainDelayNs = plan.ChainDelay.Ticks * NanosecondsPerTick;
        _order = new BlockOrder<TSink>(
            plan.Order with
            {
                SealByQuiet = plan.Order.SealByQuiet && plan.Time != EventTimeSource.Chain,
            },
            plan.Rules,
            sink
        );
    }

    public FeedPlan Plan { get; }

    /// <summary>Holds what the last message said.</summary>
    public FrameDecoder Decoder { get; }

    public FeedCounters Counters { get; } = new();

    public BlockOrderCounters OrderCounters => _order.Counters;

    public BlockIdentity Head => _order.Head;

    /// <summary>How many inputs have come in.</summary>
    public long InputCount { get; private set; }

    /// <summary>How many events have been published.</summary>
    public long EventCount => _order.NextSequence;

    /// <summary>An input from outside: recorded, then turned into events.</summary>
    public FrameKind Accept(InputKind kind, byte connection, ReadOnlySpan<byte> payload, long receiveTime)
    {
        long position = _recorder is null ? 0 : _recorder.Append(kind, connection, payload, receiveTime);
        return Replay(kind, payload, receiveTime, position);
    }

    /// <summary>An input that is in a recording already: only turned into events.</summary>
    public FrameKind Replay(InputKind kind, ReadOnlySpan<byte> payload, long receiveTime, long position)
    {
        InputCount++;
        if (kind == InputKind.Message)
        {
            return OnMessage(payload, receiveTime, position);
        }

        OnOther(kind, payload, receiveTime, position);
        return FrameKind.Other;
    }

    /// <summary>How far the stream can be relied on, as its last health event said.</summary>
    public FeedHealth Health => _order.Health;

    /// <summary>How often it was answered where the node's chain ends.</summary>
    public long ProbesAnswered => _order.Counters.LatestAnswered;

    /// <summary>The head that the last such answer named.</summary>
    public long ProbeNumber => _order.Counters.LatestNumber;

    /// <summary>Blocks in a row whose logs had to be asked for because none was announced.</summary>
    public long MissedLogs => _order.MissedLogs;

    /// <summary>Whether there is a question to send.</summary>
    public bool HasCalls => _order.HasCalls;

    /// <summary>The next question to send to the node.</summary>
    public bool TryTakeCall(out ChainCall call) => _order.TryTakeCall(out call);

    private FrameKind OnMessage(ReadOnlySpan<byte> message, long receiveTime, long position)
    {
        Counters.Frames.Increment();
        FrameKind kind = Decoder.Decode(message);
        InputStamp stamp = new(EventTimeOf(kind, receiveTime), receiveTime, position);
        FireTimersUntil(stamp.EventTime);
        OnDecoded(kind, message, stamp);
        return kind;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void OnDecoded(FrameKind kind, ReadOnlySpan<byte> message, in InputStamp stamp)
    {
        switch (kind)
        {
            case FrameKind.Log:
                Counters.LogsDecoded.Increment();
                _order.OnLog(in Decoder.Log, Decoder.Slots, stamp);
                break;
            case FrameKind.UnwantedLog:
                Counters.LogsUnwanted.Increment();
                break;
            case FrameKind.Head:
                Counters.Heads.Increment();
                _order.OnHead(in Decoder.Head, stamp);
                break;
            default:
                OnRareMessage(kind, message, stamp);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OnRareMessage(FrameKind kind, ReadOnlySpan<byte> message, in InputStamp stamp)
    {
        if (kind == FrameKind.Malformed)
        {
            Counters.DecodeErrors(Decoder.Fault).Increment();
        }
        else if (kind == FrameKind.Answer && _order.TryFindCall(Decoder.Answer.Id, out ChainCallKind call))
        {
            OnAnswer(call, message, stamp);
        }
        else if (kind == FrameKind.Batch)
        {
            OnBatch(message, stamp);
        }
        else
        {
            Counters.OtherMessages.Increment();
        }
    }

    // Each as if it had come alone, but at the same time; a head may still put event time forward.
    private void OnBatch(ReadOnlySpan<byte> message, in InputStamp stamp)
    {
        BatchMessages batch = Decoder.ReadBatch(message);
        while (batch.MoveNext())
        {
            FrameKind kind = batch.Current;
            InputStamp own = stamp with { EventTime = EventTimeOf(kind, stamp.ReceiveTime) };
            FireTimersUntil(own.EventTime);
            OnDecoded(kind, message, own);
        }
    }

    private void OnAnswer(ChainCallKind call, ReadOnlySpan<byte> message, in InputStamp stamp)
    {
        RpcAnswer answer = Decoder.Answer;
        if (call == ChainCallKind.Contract)
        {
            OnContractAnswer(in answer, message, stamp);
            return;
        }

        if (answer.HasError)
        {
            RpcErrorMeaning meaning = RpcErrorMeaning.Of(answer.ErrorCode, answer.Body(message));
            if (
                meaning
                is RpcErrorMeaning.RateLimited
                    or RpcErrorMeaning.QuotaUsedUp
                    or RpcErrorMeaning.KeyInvalid
            )
            {
                _order.OnCallPutOff(answer.Id, 0, stamp);
            }
            else
            {
                _order.OnCallFailed(answer.Id, stamp);
            }

            return;
        }

        ReadOnlySpan<byte> result = answer.Body(message);
        if (!CallTable.IsForLogs(call))
        {
            if (Decoder.DecodeHeader(result) == FrameKind.Head)
            {
                _order.OnHeaderAnswer(answer.Id, in Decoder.Head, stamp);
            }
            else
            {
                _order.OnCallFailed(answer.Id, stamp);
            }

            return;
        }

        LogsAnswer logs = Decoder.ReadLogs(result);
        while (logs.MoveNext())
        {
            if (logs.Current == FrameKind.Log)
            {
                Counters.LogsDecoded.Increment();
                _order.OnAnswerLog(answer.Id, in Decoder.Log, Decoder.Slots, stamp);
            }
            else if (logs.Current == FrameKind.UnwantedLog)
            {
                if (call == ChainCallKind.AllLogsByHash)
                {
                    LogsBloom bloom = default;
                    Decoder.AddUnwantedTo(ref bloom);
                    _order.OnAnswerUnwantedLog(answer.Id, in bloom, stamp);
                }
            }
            else
            {
                // No list, or one with something unreadable in it: what came before it is true all the same.
                _order.OnCallFailed(answer.Id, stamp);
                return;
            }
        }

        _order.OnLogsAnswerEnd(answer.Id, stamp);
    }

    private void OnOther(InputKind kind, ReadOnlySpan<byte> payload, long receiveTime, long position)
    {
        if (kind == InputKind.Clock)
        {
            SetClock(payload, receiveTime);
        }

        InputStamp stamp = new(EventTimeAt(receiveTime), receiveTime, position);
        FireTimersUntil(stamp.EventTime);
        switch (kind)
        {
            case InputKind.Disconnected:
                _order.OnDisconnected(stamp);
                break;
            case InputKind.Subscribed:
                _order.OnSubscribed(stamp);
                break;
            case InputKind.Verdict when payload.Length >= 1:
                _order.OnVerdict((FeedVerdict)payload[0], stamp);
                break;
            case InputKind.End when payload.Length >= 1:
                _order.OnEnd(stamp);
                break;
            case InputKind.Asked when QuestionPayload.TryRead(payload, out ContractQuestion? question):
                _order.OnAsked(question, stamp);
                break;
            case InputKind.Command
                when CommandPayload.TryRead(
                    payload,
                    out OperatorCommand command,
                    out ReadOnlySpan<byte> handler
                ):
                _order.PublishCommand(command, handler, stamp);
                break;
            case InputKind.CallFailed when payload.Length >= CallFailedByteCount:
                long id = BinaryPrimitives.ReadInt64LittleEndian(payload);
                if (
                    payload.Length > CallFailedByteCount
                    && payload[CallFailedByteCount] == (byte)CallFault.TooLarge
                )
                {
                    _order.OnCallFailed(id, stamp);
                    break;
                }

                long milliseconds = BinaryPrimitives.ReadUInt32LittleEndian(payload[sizeof(long)..]);
                _order.OnCallPutOff(id, milliseconds * NanosecondsPerMillisecond, stamp);
                break;
            default:
                break;
        }
    }
}
