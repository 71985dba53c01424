using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using FastArb.Feed;
using Xunit;

namespace FastArb.Scenarios.WebSocket;

/// <summary>Every way in which a connection ends is told apart.</summary>
public sealed class WebSocket_Ends
{
    private static readonly WebSocketOptions s_impatient = new()
    {
        PingAfter = TimeSpan.FromMilliseconds(100),
        PongDeadline = TimeSpan.FromMilliseconds(100),
    };

    [Fact]
    public void A_close_frame_is_answered_and_its_code_and_reason_are_told()
    {
        (int First, byte[] Payload) answer = (0, []);
        using ScriptedServer server = new(peer =>
        {
            peer.Accept();
            peer.WriteText("last");
            peer.WriteFrame(0x88, [0x03, 0xE9, .. "maintenance\u001b[2J"u8]);
            answer = peer.ReadFrame();
        });
        using (WebSocketConnection connection = server.Connect())
        {
            Assert.Equal("last", connection.NextText());
            Assert.Equal(0, connection.ReadToEnd());
            Assert.Equal(WebSocketCloseCause.PeerClosed, connection.CloseCause);
            Assert.Equal(WebSocketCloseCode.GoingAway, connection.CloseStatus);
            Assert.Contains("1001: maintenance", connection.CloseReason, StringComparison.Ordinal);
            Assert.DoesNotContain('\u001b', connection.CloseReason);
            Assert.Equal(ReceiveOutcome.Closed, connection.Receive());
            connection.SendText("too late"u8);
            connection.Close(WebSocketCloseCode.Normal);
        }

        server.Dispose();
        Assert.Equal(0x88, answer.First);
        Assert.Equal([0x03, 0xE9], answer.Payload);
    }

    [Fact]
    public void Closing_sends_the_code_and_the_answer_ends_the_connection()
    {
        using ScriptedServer server = new(peer =>
        {
            peer.Accept();
            (int first, byte[] payload) = peer.ReadFrame();
            peer.WriteFrame(first, payload);
            peer.ReadToEnd();
        });
        using WebSocketConnection connection = server.Connect();
        connection.Close(WebSocketCloseCode.Normal);
        Assert.Equal(0, connection.ReadToEnd());
        Assert.Equal(WebSocketCloseCause.PeerClosed, connection.CloseCause);
        Assert.Equal(WebSocketCloseCode.Normal, connection.CloseStatus);
    }

    [Fact]
    public void A_stream_that_ends_is_not_a_close_frame()
    {
        using ScriptedServer server = new(peer =>
        {
            peer.Accept();
            peer.WriteText("one");
        });
        using WebSocketConnection connection = server.Connect();
        Assert.Equal(1, connection.ReadToEnd());
        Assert.Equal(WebSocketCloseCause.EndOfStream, connection.CloseCause);
        Assert.Equal(WebSocketCloseCode.Abnormal, connection.CloseStatus);
    }

    [Fact]
    public void A_message_cut_off_in_the_middle_is_never_given()
    {
        using ScriptedServer server = new(peer =>
        {
            peer.Accept();
            peer.Write("\u0081\u0005hel");
        });
        using WebSocketConnection connection = server.Connect();
        Assert.Equal(0, connection.ReadToEnd());
        Assert.Equal(WebSocketCloseCause.EndOfStream, connection.CloseCause);
    }

    [Fact]
    public void A_reset_is_told_as_one()
    {
        using ScriptedServer server = new(peer =>
        {
            peer.Accept();
            peer.ReadFrame();
            peer.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
            peer.Socket.Close();
        });
        using WebSocketConnection connection = server.Connect();
        connection.SendText("x"u8);
        Assert.Equal(0, connection.ReadToEnd());
        Assert.Equal(WebSocketCloseCause.Reset, connection.CloseCause);
        Assert.Contains("ConnectionReset", connection.CloseReason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\u00C1\u0000", WebSocketCloseCause.ProtocolError, 1002)]
    [InlineData("\u0082\u0001x", WebSocketCloseCause.BinaryMessage, 1003)]
    [InlineData("\u0081\u007f\0\0\0\0\u00ff\0\0\0", WebSocketCloseCause.MessageTooBig, 1009)]
    public void What_is_forbidden_is_refused_with_its_code(string bytes, object cause, int code)
    {
        (int First, byte[] Payload) told = (0, []);
        using ScriptedServer server = new(peer =>
        {
            peer.Accept();
            peer.Write("\u0081\u0002ok" + bytes);
            told = peer.ReadFrame();
        });
        using (WebSocketConnection connection = server.Connect())
        {
            Assert.Equal(1, connection.ReadToEnd());
            Assert.Equal((WebSocketCloseCause)cause, connection.CloseCause);
            Assert.Equal(code, connection.CloseStatus);
        }

        server.Dispose();
        Assert.Equal(0x88, told.First);
        Assert.Equal(code, (told.Payload[0] << 8) | told.Payload[1]);
    }

    [Fact]
    public void A_ping_is_answered_at_once_with_its_payload_even_inside_a_fragmented_message()
    {
        List<string> pongs = [];
        using ScriptedServer server = new(peer =>
        {
            peer.Accept();
            peer.WriteFrame(0x01, "one "u8);
            peer.WriteFrame(0x89, "first"u8);
            pongs.Add(Encoding.UTF8.GetString(peer.ReadFrame().Payload));
            peer.WriteFrame(0x00, "mes"u8);
            peer.WriteFrame(0x89, []);
            pongs.Add(Encoding.UTF8.GetString(peer.ReadFrame().Payload));
            peer.WriteFrame(0x80, "sage"u8);
        });
        using WebSocketConnection connection = server.Connect();
        Assert.Equal("one message", connection.NextText());
        Assert.Equal(2, connection.PingsReceived);
        server.Dispose();
        Assert.Equal(["first", ""], pongs);
    }

    [Theory]
    [Trait("row", "21")]
    [InlineData(ReceiveMode.Blocking)]
    [InlineData(ReceiveMode.BusyPoll)]
    public void A_node_that_falls_silent_is_noticed_within_the_deadlines(object mode)
    {
        using ScriptedServer server = new(peer =>
        {
            peer.Accept();
            peer.ReadToEnd();
        });
        using WebSocketConnection connection = server.Connect(
            s_impatient with
            {
                ReceiveMode = (ReceiveMode)mode,
            }
        );
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(0, connection.ReadToEnd());
        Assert.Equal(WebSocketCloseCause.PongDeadline, connection.CloseCause);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 150, 5_000);
        Assert.Equal(1, connection.PingsSent);
    }

    [Fact]
    public void A_node_that_answers_pings_is_kept()
    {
        using ScriptedServer server = new(peer =>
        {
            peer.Accept();
            for (int i = 0; i < 3; i++)
            {
                peer.WriteFrame(0x8A, peer.ReadFrame().Payload);
            }

            peer.WriteText("done");
            peer.ReadToEnd();
        });
        using WebSocketConnection connection = server.Connect(
            s_impatient with
            {
                PongDeadline = TimeSpan.FromSeconds(5),
            }
        );
        Assert.Equal("done", connection.NextText());
        Assert.Equal(3, connection.PongsReceived);
    }

    [Fact]
    public void A_node_that_takes_no_more_bytes_is_given_up()
    {
        using ManualResetEventSlim over = new();
        using ScriptedServer server = new(peer =>
        {
            peer.Accept();
            over.Wait(TimeSpan.FromSeconds(20));
        });
        using WebSocketConnection connection = server.Connect(s_impatient);
        byte[] text = new byte[1 << 20];
        for (int i = 0; i < 64 && connection.CloseCause == WebSocketCloseCause.None; i++)
        {
            connection.SendText(text);
        }

        over.Set();
        Assert.Equal(WebSocketCloseCause.SendDeadline, connection.CloseCause);
        Assert.Equal(ReceiveOutcome.Closed, connection.Receive());
    }

    [Fact]
    public void After_a_stop_receiving_can_go_on()
    {
        using ManualResetEventSlim stopped = new();
        using ScriptedServer server = new(peer =>
        {
            peer.Accept();
            stopped.Wait(TimeSpan.FromSeconds(20));
            peer.WriteText("after");
        });
        StopOnce idle = new();
        using WebSocketConnection connection = server.Connect(idle: idle);
        idle.Armed = true;
        Assert.Equal(ReceiveOutcome.Stopped, connection.Receive());
        stopped.Set();
        Assert.Equal("after", connection.NextText());
    }
}
