using System.Diagnostics;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

// Runs on the reader's thread, and only there: receiving, sending and closing alike.
// May not allocate, lock beyond the pipe's own lock (free, as nobody else takes it), log or throw.
// Costs the system call and about 150 ns per receive; about 5 ns per text message that came whole.

/// <summary>
/// One WebSocket to a node, read synchronously. <see cref="Receive"/> waits for bytes;
/// <see cref="TryReadMessage"/> then gives the messages in them, until it says that there are no more.
/// </summary>
public sealed partial class WebSocketConnection : IDisposable
{
    private readonly Transport _transport;
    private readonly FrameParser _parser;
    private readonly ReceiveBlocks _blocks;
    private readonly Pipe _pipe;
    private ReadOnlyMemory<byte> _behindAnswer;
    private bool _isReading;

    private WebSocketConnection(
        Transport transport,
        ReadOnlyMemory<byte> behindAnswer,
        WebSocketOptions options
    )
    {
        _transport = transport;
        _behindAnswer = behindAnswer;
        _parser = new FrameParser(options.MessageBytesMax);
        _blocks = new ReceiveBlocks(options.BlockBytes);

        // Without a threshold a flush never waits, so that nothing here is ever asynchronous.
        _pipe = new Pipe(
            new PipeOptions(
                _blocks,
                PipeScheduler.Inline,
                PipeScheduler.Inline,
                pauseWriterThreshold: 0,
                minimumSegmentSize: options.BlockBytes,
                useSynchronizationContext: false
            )
        );
        _transport.Socket.OnReceived(MonotonicClock.Now);
        _transport.Socket.Pings = new SilenceProbe(this);
    }

    /// <summary>Monotonic nanoseconds at which the last bytes were there, read once per receive.</summary>
    public long ReceiveTime { get; private set; }

    public long BytesReceived { get; private set; }

    /// <summary>How often bytes were received.</summary>
    public long Receives { get; private set; }

    public long FramesReceived => _parser.FramesReceived;

    /// <summary>Messages that came in fragments or across two blocks, and were copied together.</summary>
    public long MessagesGathered => _parser.MessagesGathered;

    public long GatherGrowths => _parser.GatherGrowths;

    /// <summary>How often the receive blocks ran dry and one more was made.</summary>
    public long BlocksRanDry => _blocks.RanDry;

    /// <summary>What the kernel says of the receive buffer; Linux says twice what it gave.</summary>
    public int ReceiveBufferBytes => _transport.Socket.ReceiveBufferBytes;

    /// <summary>
    /// Connects, on the caller's thread. Throws <see cref="FeedConnectException"/> with the reason.
    /// </summary>
    public static WebSocketConnection Connect(
        FeedEndpoint endpoint,
        WebSocketOptions options,
        IReceiveIdle idle
    )
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(idle);
        Connector connector = new(endpoint, options, idle);
        Transport transport = connector.Connect();
        return new WebSocketConnection(transport, connector.BehindAnswer, options);
    }

    /// <summary>Waits for bytes. What <see cref="TryReadMessage"/> gave is no longer valid.</summary>
    public ReceiveOutcome Receive()
    {
        if (CloseCause != WebSocketCloseCause.None)
        {
            return ReceiveOutcome.Closed;
        }

        if (_isReading)
        {
            _pipe.Reader.AdvanceTo(_parser.Consumed, _parser.Received);
            _isReading = false;
        }

        Memory<byte> target = _pipe.Writer.GetMemory();
        SocketOutcome outcome =
            _behindAnswer.Length > 0
                ? TakeBehindAnswer(target, out int count)
                : _transport.Receive(target, out count);
        if (outcome != SocketOutcome.Done)
        {
            return EndReceive(outcome);
        }

        ReceiveTime = MonotonicClock.Now;
        _transport.Socket.OnReceived(ReceiveTime);
        BytesReceived += count;
        Receives++;
        _pipe.Writer.Advance(count);
        IsDone(_pipe.Writer.FlushAsync(CancellationToken.None));
        if (_pipe.Reader.TryRead(out ReadResult read))
        {
            _isReading = true;
            _parser.Feed(read.Buffer, target.Length - count);
        }

        return ReceiveOutcome.Data;
    }

    /// <summary>
    /// The next text message of what has been received, as the node wrote it: not checked to be UTF-8.
    /// It is valid
    /// until the next call. False: there is none, <see cref="Receive"/> more.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadMessage(out ReadOnlySpan<byte> message) =>
        _parser.TryReadWhole(out message) || TryReadPieces(out message);

    public void Dispose()
    {
        _transport.Dispose();
        _blocks.Dispose();
    }

    // Control frames, fragments, and whatever else is not a text message in one piece.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadPieces(out ReadOnlySpan<byte> message)
    {
        while (true)
        {
            FrameEvent found = _parser.Next(out message);
            switch (found)
            {
                case FrameEvent.Message:
                    return true;
                case FrameEvent.Ping:
                    PingsReceived++;
                    SendFrame(FrameOpcode.Pong, message);
                    break;
                case FrameEvent.Pong:
                    PongsReceived++;
                    break;
                case FrameEvent.Close:
                    OnCloseFrame(message);
                    message = default;
                    return false;
                case FrameEvent.Fault:
                    Refuse(_parser.Fault);
                    return false;
                default:
                    return false;
            }
        }
    }

    private SocketOutcome TakeBehindAnswer(Memory<byte> target, out int count)
    {
        count = Math.Min(target.Length, _behindAnswer.Length);
        _behindAnswer[..count].CopyTo(target);
        _behindAnswer = _behindAnswer[count..];
        return SocketOutcome.Done;
    }

    private static void IsDone(in ValueTask<FlushResult> flush) =>
        Debug.Assert(flush.IsCompletedSuccessfully, "a flush that waits");

    private ReceiveOutcome EndReceive(SocketOutcome outcome)
    {
        if (outcome == SocketOutcome.Stopped)
        {
            return ReceiveOutcome.Stopped;
        }

        OnTransportEnd(outcome);
        return ReceiveOutcome.Closed;
    }

    private sealed class SilenceProbe(WebSocketConnection connection) : IPingSender
    {
        public void SendPing() => connection.SendPing();
    }
}
