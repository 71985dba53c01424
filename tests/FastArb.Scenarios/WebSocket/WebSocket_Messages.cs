using System.Net.WebSockets;
using FastArb.Feed;
using FastArb.Tests;
using Xunit;

namespace FastArb.Scenarios.WebSocket;

/// <summary>Messages of every size, from a script and from .NET's own server side.</summary>
public sealed class WebSocket_Messages
{
    private const int MiB = 1 << 20;

    [Theory]
    [Trait("row", "22")]
    [InlineData(0.9)]
    [InlineData(4)]
    [InlineData(25)]
    public void A_big_message_passes_in_one_frame_and_in_fragments_or_is_refused_with_a_reason(double mib)
    {
        byte[] payload = new byte[(int)(mib * MiB)];
        payload.AsSpan().Fill((byte)'x');
        const int Cap = 8 * MiB;
        foreach (int piece in (int[])[payload.Length, 4096])
        {
            using ScriptedServer server = new(peer =>
            {
                peer.Accept();
                for (int at = 0; at < payload.Length; at += piece)
                {
                    int count = Math.Min(piece, payload.Length - at);
                    int first = (at == 0 ? 1 : 0) | (at + count == payload.Length ? 0x80 : 0);
                    peer.WriteFrame(first, payload.AsSpan(at, count));
                }

                peer.ReadToEnd();
            });
            using WebSocketConnection connection = server.Connect(new() { MessageBytesMax = Cap });
            bool passed = false;
            long allocated = AllocatedBytes.Once(() => passed = TryReadWhole(connection, payload));
            Assert.Equal(payload.Length <= Cap, passed);
            Assert.InRange(allocated, 0, 2 * Cap);
            Assert.Equal(
                passed ? WebSocketCloseCause.None : WebSocketCloseCause.MessageTooBig,
                connection.CloseCause
            );
            Assert.Equal(0, connection.BlocksRanDry);
        }
    }

    [Fact]
    [Trait("gate", "allocation")]
    public void Messages_over_a_real_socket_are_read_without_allocation()
    {
        const int Sent = 24_000;
        const int Counted = 4_000;
        byte[] payload = new byte[700];
        using ScriptedServer server = new(peer =>
        {
            peer.Accept();
            for (int i = 0; i < Sent; i++)
            {
                peer.WriteFrame(0x81, payload);
            }

            peer.ReadToEnd();
        });
        using WebSocketConnection connection = server.Connect();
        int left = Sent;
        long allocated = AllocatedBytes.Least(() =>
        {
            ReadCount(connection, Counted);
            connection.SendText("{}"u8);
            left -= Counted;
        });
        Assert.Equal(0, allocated);
        ReadCount(connection, left);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Dotnet_s_own_server_side_and_this_client_understand_each_other(ulong seed)
    {
        // Messages of drawn sizes and fragmentation, each sent back by the client and compared by the server.
        const int Rounds = 300;
        int same = 0;
        CancellationToken stop = TestContext.Current.CancellationToken;
        using ScriptedServer server = new(peer =>
        {
            peer.Accept();
            using System.Net.WebSockets.WebSocket other = System.Net.WebSockets.WebSocket.CreateFromStream(
                peer.Stream,
                new WebSocketCreationOptions
                {
                    IsServer = true,
                    KeepAliveInterval = TimeSpan.FromMilliseconds(5),
                }
            );
            ulong state = seed;
            for (int i = 0; i < Rounds; i++)
            {
                byte[] message = new byte[Draw(ref state) % (1UL << (int)(Draw(ref state) % 18))];
                message.AsSpan().Fill((byte)('a' + (Draw(ref state) % 26)));
                int at = 0;
                do
                {
                    int count = Math.Min(message.Length - at, 1 + (int)(Draw(ref state) % 70_000));
                    bool isLast = at + count == message.Length;
                    other
                        .SendAsync(message.AsMemory(at, count), WebSocketMessageType.Text, isLast, stop)
                        .AsTask()
                        .Wait(stop);
                    at += count;
                } while (at < message.Length);

                same += EqualsEcho(other, message, stop) ? 1 : 0;
            }

            other.CloseAsync(WebSocketCloseStatus.NormalClosure, "enough", stop).Wait(stop);
        });
        using WebSocketConnection connection = server.Connect(
            new() { BlockBytes = seed == 1 ? 4096 : 128 * 1024 }
        );
        int echoed = 0;
        do
        {
            while (connection.TryReadMessage(out ReadOnlySpan<byte> message))
            {
                connection.SendText(message);
                echoed++;
            }
        } while (connection.Receive() == ReceiveOutcome.Data);

        server.Dispose();
        Assert.Equal(Rounds, echoed);
        Assert.Equal(Rounds, same);
        Assert.Equal(WebSocketCloseCause.PeerClosed, connection.CloseCause);
        Assert.EndsWith("1000: enough", connection.CloseReason, StringComparison.Ordinal);
    }

    [Fact]
    public void Busy_polling_reads_the_same_messages()
    {
        using ScriptedServer server = new(peer =>
        {
            peer.Accept();
            for (int i = 0; i < 100; i++)
            {
                peer.WriteText($"{i}");
            }

            peer.ReadToEnd();
        });
        using WebSocketConnection connection = server.Connect(new() { ReceiveMode = ReceiveMode.BusyPoll });
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal($"{i}", connection.NextText());
        }

        Assert.Equal(100, connection.FramesReceived);
        Assert.InRange(connection.Receives, 1, 100);
    }

    private static bool TryReadWhole(WebSocketConnection connection, byte[] payload)
    {
        do
        {
            if (connection.TryReadMessage(out ReadOnlySpan<byte> message))
            {
                return message.SequenceEqual(payload);
            }
        } while (connection.Receive() == ReceiveOutcome.Data);

        return false;
    }

    private static void ReadCount(WebSocketConnection connection, int count)
    {
        while (count > 0)
        {
            if (connection.TryReadMessage(out _))
            {
                count--;
            }
            else if (connection.Receive() != ReceiveOutcome.Data)
            {
                throw new IOException(connection.CloseReason);
            }
        }
    }

    private static bool EqualsEcho(
        System.Net.WebSockets.WebSocket other,
        byte[] message,
        CancellationToken stop
    )
    {
        byte[] echo = new byte[message.Length + 1];
        int length = 0;
        ValueWebSocketReceiveResult result;
        do
        {
            result = other.ReceiveAsync(echo.AsMemory(length), stop).AsTask().Result;
            length += result.Count;
        } while (!result.EndOfMessage);

        return echo.AsSpan(0, length).SequenceEqual(message);
    }

    private static ulong Draw(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
