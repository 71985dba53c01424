using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace FastArb.Feed.Internals;

/// <summary>From an endpoint to an open WebSocket. Off the hot path: what fails is thrown.</summary>
internal sealed class Connector(FeedEndpoint endpoint, WebSocketOptions options, IReceiveIdle idle)
{
    private const long NanosecondsPerTick = 100;
    private const int NameWaitMs = 10;

    // A connection to the far side of the world, with one packet lost and sent again after a second.
    private const long AddressWaitNsMin = 2_000_000_000;

    private readonly long _deadline =
        MonotonicClock.Now + (options.HandshakeTimeout.Ticks * NanosecondsPerTick);

    private byte[] _received = [];

    /// <summary>What the node sent right behind its answer.</summary>
    public ReadOnlyMemory<byte> BehindAnswer { get; private set; }

    public Transport Connect()
    {
        if (endpoint.Kind != FeedEndpointKind.WebSocket)
        {
            throw new InvalidOperationException(
                $"{endpoint} is an http URL, where nothing can be subscribed to"
            );
        }

        if (!endpoint.IsSecure && !endpoint.IsLoopback && !options.AllowPlainText)
        {
            throw new FeedConnectException(
                FeedConnectFault.PlainTextRefused,
                $"{endpoint} is another machine and ws:// is not encrypted; use wss://, or allow plain text"
            );
        }

        Transport transport = new(OpenSocket(Addresses()));
        try
        {
            if (endpoint.IsSecure)
            {
                StartTls(transport);
            }

            Upgrade(transport);
            transport.Socket.Deadline = long.MaxValue;
            return transport;
        }
        catch
        {
            transport.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The first of these addresses that answers. One that swallows everything leaves the others their share
    /// of the time.
    /// </summary>
    internal PolledSocket OpenSocket(IPAddress[] addresses)
    {
        FeedConnectException? last = null;
        for (int i = 0; i < addresses.Length; i++)
        {
            long now = MonotonicClock.Now;
            long share = Math.Max(AddressWaitNsMin, (_deadline - now) / (addresses.Length - i));
            PolledSocket socket = new(addresses[i].AddressFamily, options, idle)
            {
                Deadline = Math.Min(_deadline, now + share),
            };
            SocketOutcome outcome = socket.Connect(new IPEndPoint(addresses[i], endpoint.Port));
            if (outcome == SocketOutcome.Done)
            {
                socket.Deadline = _deadline;
                return socket;
            }

            last = Fault(outcome, $"cannot be reached: {socket.LastError}", FeedConnectFault.Unreachable);
            socket.Dispose();
            if (outcome == SocketOutcome.Stopped)
            {
                break;
            }
        }

        throw last ?? new FeedConnectException(FeedConnectFault.NameNotFound, $"{endpoint} has no address");
    }

    private IPAddress[] Addresses()
    {
        if (IPAddress.TryParse(endpoint.Host, out IPAddress? literal))
        {
            return [literal];
        }

        // The one wait that the runtime does for us; the idle hook keeps its turn.
        Task<IPAddress[]> lookup = Dns.GetHostAddressesAsync(endpoint.Host);
        try
        {
            while (!lookup.Wait(NameWaitMs))
            {
                long now = MonotonicClock.Now;
                if (now >= idle.NextDue && !idle.OnIdle(now))
                {
                    throw new FeedConnectException(FeedConnectFault.Stopped, $"{endpoint}: told to stop");
                }

                if (now >= _deadline)
                {
                    throw new FeedConnectException(
                        FeedConnectFault.TimedOut,
                        $"{endpoint}: the name server does not answer in time"
                    );
                }
            }
        }
        catch (AggregateException fault)
        {
            throw new FeedConnectException(
                FeedConnectFault.NameNotFound,
                $"{endpoint} is a name without an address",
                fault.InnerException
            );
        }

        // A name that is to mean this machine may not lead plain text elsewhere.
        return endpoint.IsSecure || options.AllowPlainText
            ? lookup.Result
            : [.. lookup.Result.Where(IPAddress.IsLoopback)];
    }

    private void StartTls(Transport transport)
    {
        try
        {
            transport.StartTls(endpoint.Host, options.TestRoots);
        }
        catch (Exception fault) when (fault is AuthenticationException or IOException or SocketException)
        {
            throw Fault(
                transport.Socket.LastOutcome,
                $"refused or failed TLS: {fault.Message}",
                FeedConnectFault.TlsRefused,
                fault
            );
        }
    }

    private void Upgrade(Transport transport)
    {
        UpgradeRequest request = new(endpoint);
        SocketOutcome sent = transport.Send(request.Bytes, request.Bytes.Length);
        if (sent != SocketOutcome.Done)
        {
            throw Broken(transport, sent);
        }

        _received = new byte[UpgradeAnswer.BytesMax];
        int length = 0;
        int end;
        while ((end = _received.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (length == _received.Length)
            {
                throw new FeedConnectException(
                    FeedConnectFault.BadHandshake,
                    $"{endpoint} answers with more header than {UpgradeAnswer.BytesMax / 1024} KiB"
                );
            }

            SocketOutcome outcome = transport.Receive(_received.AsMemory(length), out int count);
            if (outcome != SocketOutcome.Done)
            {
                throw Broken(transport, outcome);
            }

            length += count;
        }

        string answer = Encoding.Latin1.GetString(_received, 0, end);
        UpgradeAnswer.Check(answer, request.ExpectedAccept, endpoint, TimeProvider.System);
        BehindAnswer = _received.AsMemory(end + 4, length - end - 4);
    }

    private FeedConnectException Broken(Transport transport, SocketOutcome outcome) =>
        Fault(
            outcome,
            outcome == SocketOutcome.End
                ? "hangs up before it answers"
                : $"breaks off before it answers: {transport.Breakage}",
            FeedConnectFault.BadHandshake
        );

    private FeedConnectException Fault(
        SocketOutcome outcome,
        string otherwise,
        FeedConnectFault otherFault,
        Exception? inner = null
    ) =>
        outcome switch
        {
            SocketOutcome.Stopped => new(FeedConnectFault.Stopped, $"{endpoint}: told to stop", inner),
            SocketOutcome.TimedOut => new(
                FeedConnectFault.TimedOut,
                $"{endpoint} does not answer within {options.HandshakeTimeout.TotalSeconds:0.###} s",
                inner
            ),
            _ => new(otherFault, $"{endpoint} {otherwise}", inner),
        };
}
