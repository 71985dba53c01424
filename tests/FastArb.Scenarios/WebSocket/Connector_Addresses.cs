using System.Net;
using System.Net.Sockets;
using FastArb.Feed;
using FastArb.Feed.Internals;
using Xunit;

namespace FastArb.Scenarios.WebSocket;

/// <summary>A name with several addresses, of which one swallows everything.</summary>
public sealed class Connector_Addresses
{
    [Fact]
    public async Task An_address_that_never_answers_leaves_time_for_the_next_one()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a full queue drops what comes on Linux only");
        IPAddress silent = IPAddress.Parse("127.0.0.2");
        using Socket listening = Listen(IPAddress.Loopback, port: 0);
        int port = ((IPEndPoint)listening.LocalEndPoint!).Port;
        using Socket full = Listen(silent, port);
        using Socket first = await FillAsync(silent, port);
        using Socket second = await FillAsync(silent, port);

        Connector connector = new(
            ScriptedServer.EndpointOf($"ws://localhost:{port}/"),
            new WebSocketOptions { HandshakeTimeout = TimeSpan.FromSeconds(6) },
            new TestIdle()
        );
        long begun = MonotonicClock.Now;
        using PolledSocket socket = connector.OpenSocket([silent, silent, IPAddress.Loopback]);
        Assert.InRange((MonotonicClock.Now - begun) / 1e9, 3.9, 5.9);
        // What follows may take all that is left.
        Assert.InRange(socket.Deadline - begun, 5_000_000_000, 6_000_000_000);
    }

    private static Socket Listen(IPAddress address, int port)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, port));
        socket.Listen(0);
        return socket;
    }

    // The first is taken into the queue, which is full by that; no more than its attempt is wanted.
    private static async Task<Socket> FillAsync(IPAddress address, int port)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using CancellationTokenSource attempt = CancellationTokenSource.CreateLinkedTokenSource(
            TestContext.Current.CancellationToken
        );
        attempt.CancelAfter(TimeSpan.FromMilliseconds(100));
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), attempt.Token);
        }
        catch (OperationCanceledException)
        {
            // The queue is full already.
        }

        return socket;
    }
}
