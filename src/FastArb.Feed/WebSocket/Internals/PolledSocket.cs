using System.Net;
using System.Net.Sockets;

namespace FastArb.Feed.Internals;

// Runs on the reader's thread; no other thread and no event loop of the runtime ever touches the socket.
// May not allocate or throw once connected; ReceiveTimeout is never set, it would make each wait cost
// a timer.
// Costs the system call and, where nothing has come, the clock, the idle hook when due, and poll(2).

/// <summary>
/// A TCP socket that is asked, never waited for: between two questions the idle hook has its turn.
/// </summary>
internal sealed class PolledSocket : IDisposable
{
    private const long NanosecondsPerTick = 100;
    private const long NanosecondsPerMicrosecond = 1_000;
    private const long WaitMicrosecondsMax = 1_000_000;

    private readonly Socket _socket;
    private readonly IReceiveIdle _idle;
    private readonly PeerLiveness _liveness;
    private readonly bool _isBusyPolling;
    private readonly long _sendNs;

    public PolledSocket(AddressFamily family, WebSocketOptions options, IReceiveIdle idle)
    {
        _idle = idle;
        _isBusyPolling = options.ReceiveMode == ReceiveMode.BusyPoll;
        _liveness = new PeerLiveness(options.PingAfter, options.PongDeadline);
        _sendNs = options.PongDeadline.Ticks * NanosecondsPerTick;

        // The receive buffer before the connection: its size is agreed with the other side by then.
        _socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp)
        {
            Blocking = false,
            NoDelay = true,
            ReceiveBufferSize = options.ReceiveBufferBytes,
        };
        ReceiveBufferBytes = _socket.ReceiveBufferSize;
    }

    /// <summary>
    /// What the kernel says it gave; Linux counts its own bookkeeping in, and so doubles it.
    /// </summary>
    public int ReceiveBufferBytes { get; }

    /// <summary>Monotonic nanoseconds after which every wait ends.</summary>
    public long Deadline { get; set; } = long.MaxValue;

    /// <summary>Who sends pings; without one, silence is not noticed.</summary>
    public IPingSender? Pings { get; set; }

    /// <summary>Why the last call was not <see cref="SocketOutcome.Done"/>.</summary>
    public SocketOutcome LastOutcome { get; private set; }

    public SocketError LastError { get; private set; }

    public SocketOutcome Connect(IPEndPoint address)
    {
        try
        {
            _socket.Connect(address);
        }
        catch (SocketException refusal)
            when (refusal.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // The usual case: a socket that does not block says so by this exception.
        }
        catch (SocketException refusal)
        {
            LastError = refusal.SocketErrorCode;
            return LastOutcome = SocketOutcome.Broken;
        }

        while (!_socket.Poll(0, SelectMode.SelectWrite))
        {
            SocketOutcome wait = Wait(SelectMode.SelectWrite, Deadline);
            if (wait != SocketOutcome.Done)
            {
                return LastOutcome = wait;
            }
        }

        LastError = (SocketError)
            (int)_socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
        return LastOutcome = LastError == SocketError.Success ? SocketOutcome.Done : SocketOutcome.Broken;
    }

    /// <summary>Waits for bytes.</summary>
    public SocketOutcome Receive(Span<byte> target, out int count)
    {
        while (true)
        {
            count = _socket.Receive(target, SocketFlags.None, out SocketError error);
            if (error == SocketError.Success)
            {
                return LastOutcome = count > 0 ? SocketOutcome.Done : SocketOutcome.End;
            }

            SocketOutcome wait = IsWait(error) ? Wait(SelectMode.SelectRead, Deadline) : Break(error);
            if (wait != SocketOutcome.Done)
            {
                count = 0;
                return LastOutcome = wait;
            }
        }
    }

    /// <summary>Something was received, at this time.</summary>
    public void OnReceived(long now) => _liveness.OnReceived(now);

    /// <summary>Waits until the kernel has taken all bytes.</summary>
    public SocketOutcome Send(ReadOnlySpan<byte> bytes)
    {
        long deadline = long.MaxValue;
        while (bytes.Length > 0)
        {
            int count = _socket.Send(bytes, SocketFlags.None, out SocketError error);
            if (error == SocketError.Success)
            {
                bytes = bytes[count..];
                deadline = long.MaxValue;
                continue;
            }

            deadline = deadline == long.MaxValue ? MonotonicClock.Now + _sendNs : deadline;
            SocketOutcome wait = IsWait(error)
                ? Wait(SelectMode.SelectWrite, Math.Min(deadline, Deadline))
                : Break(error);
            if (wait != SocketOutcome.Done)
            {
                return LastOutcome = wait;
            }
        }

        return LastOutcome = SocketOutcome.Done;
    }

    public void Dispose()
    {
        try
        {
            // What is sent already shall arrive: closing with bytes unread would reset the connection.
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // It is gone already.
        }

        _socket.Dispose();
    }

    private static bool IsWait(SocketError error) =>
        error is SocketError.WouldBlock or SocketError.IOPending or SocketError.Interrupted;

    private SocketOutcome Break(SocketError error)
    {
        LastError = error;
        return SocketOutcome.Broken;
    }

    // One turn: what is due, then sleep until the socket is ready or something is due. While sending,
    // no ping:
    // it would come to lie inside the frame that is half sent.
    private SocketOutcome Wait(SelectMode mode, long deadline)
    {
        long now = MonotonicClock.Now;
        if (now >= _idle.NextDue && !_idle.OnIdle(now))
        {
            return SocketOutcome.Stopped;
        }

        if (now >= deadline)
        {
            return SocketOutcome.TimedOut;
        }

        long due = Math.Min(deadline, _idle.NextDue);
        if (mode == SelectMode.SelectRead && Pings is IPingSender pings)
        {
            switch (_liveness.Step(now))
            {
                case PeerLivenessStep.Dead:
                    return SocketOutcome.Silent;
                case PeerLivenessStep.SendPing:
                    pings.SendPing();
                    break;
                default:
                    break;
            }

            due = Math.Min(due, _liveness.NextDue);
        }

        if (!_isBusyPolling)
        {
            // poll(2) counts in milliseconds, rounded down: the last one before a due time is spent asking.
            long wait = (due - now) / NanosecondsPerMicrosecond;
            _socket.Poll((int)Math.Clamp(wait, 0, WaitMicrosecondsMax), mode);
        }

        return SocketOutcome.Done;
    }
}
