using System.Net;
using System.Net.Sockets;
using FastArb.Feed;
using Xunit;

namespace FastArb.Scenarios.WebSocket;

public sealed class WebSocket_Handshake
{
    [Fact]
    public void A_message_sent_right_behind_the_answer_is_the_first_that_is_read()
    {
        using ScriptedServer server = new(peer =>
        {
            string request = peer.ReadRequest();
            peer.Write(ServedConnection.AcceptingAnswer(request) + "\u0081\u0002hi\u0081\u0003you");
            peer.ReadToEnd();
        });
        using WebSocketConnection connection = server.Connect();
        Assert.Equal("hi", connection.NextText());
        Assert.Equal("you", connection.NextText());
        Assert.True(connection.ReceiveBufferBytes > 100_000);
    }

    [Fact]
    [Trait("row", "37")]
    public void The_request_is_a_proper_one_and_offers_no_compression()
    {
        string request = string.Empty;
        using ScriptedServer server = new(peer =>
        {
            request = peer.Accept();
            peer.WriteText("ok");
            peer.ReadToEnd();
        });
        using WebSocketConnection connection = server.Connect();
        Assert.Equal("ok", connection.NextText());
        Assert.StartsWith("GET /S3CRET HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nSec-WebSocket-Version: 13\r\n", request, StringComparison.Ordinal);
        Assert.DoesNotContain("deflate", request, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("HTTP/1.1 401 Unauthorized\r\n\r\n", FeedConnectFault.HttpStatus, 401)]
    [InlineData("HTTP/1.1 429 x\r\nRetry-After: 7\r\n\r\n", FeedConnectFault.HttpStatus, 429)]
    [InlineData("HTTP/1.1 503 x\r\n\r\n", FeedConnectFault.HttpStatus, 503)]
    [InlineData("HTTP/1.1 301 x\r\nLocation: /\r\n\r\n", FeedConnectFault.HttpStatus, 301)]
    [InlineData(
        "HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
        FeedConnectFault.BadHandshake,
        0
    )]
    [InlineData("", FeedConnectFault.BadHandshake, 0)]
    [InlineData("HTTP/1.1 101", FeedConnectFault.BadHandshake, 0)]
    public void An_answer_that_refuses_is_told_by_kind_and_status(string answer, object fault, int status)
    {
        using ScriptedServer server = new(peer =>
        {
            peer.ReadRequest();
            peer.Write(answer);
        });
        FeedConnectException refusal = Assert.Throws<FeedConnectException>(() => server.Connect());
        Assert.Equal((FeedConnectFault)fault, refusal.Fault);
        Assert.Equal(status, refusal.Status);
        Assert.Equal(status == 429 ? TimeSpan.FromSeconds(7) : null, refusal.RetryAfter);
        Assert.DoesNotContain("S3CRET", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "37")]
    public void An_answer_with_an_extension_is_refused()
    {
        using ScriptedServer server = new(peer =>
        {
            string answer = ServedConnection.AcceptingAnswer(peer.ReadRequest());
            peer.Write(answer[..^2] + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n");
        });
        FeedConnectException refusal = Assert.Throws<FeedConnectException>(() => server.Connect());
        Assert.Equal(FeedConnectFault.BadHandshake, refusal.Fault);
        Assert.Contains("extension", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flood_of_headers_is_cut_off()
    {
        using ScriptedServer server = new(peer =>
        {
            peer.ReadRequest();
            peer.Write("HTTP/1.1 101 x\r\n");
            while (true)
            {
                peer.Write("x-more: and more\r\n");
            }
        });
        FeedConnectException refusal = Assert.Throws<FeedConnectException>(() => server.Connect());
        Assert.Equal(FeedConnectFault.BadHandshake, refusal.Fault);
        Assert.Contains("16 KiB", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_never_answers_is_left_after_the_handshake_timeout()
    {
        using ScriptedServer server = new(peer => peer.ReadToEnd());
        TestIdle idle = new();
        FeedConnectException refusal = Assert.Throws<FeedConnectException>(() =>
            server.Connect(new() { HandshakeTimeout = TimeSpan.FromMilliseconds(150) }, idle)
        );
        Assert.Equal(FeedConnectFault.TimedOut, refusal.Fault);
        Assert.True(idle.Calls > 10);
    }

    [Fact]
    public void A_stop_while_connecting_is_obeyed()
    {
        using ScriptedServer server = new(peer => peer.ReadToEnd());
        FeedConnectException refusal = Assert.Throws<FeedConnectException>(() =>
            server.Connect(idle: new TestIdle(seconds: 0.05))
        );
        Assert.Equal(FeedConnectFault.Stopped, refusal.Fault);
    }

    [Fact]
    public void A_port_where_nobody_listens_is_unreachable()
    {
        TcpListener closed = new(IPAddress.Loopback, 0);
        closed.Start();
        int port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        FeedConnectException refusal = Assert.Throws<FeedConnectException>(() =>
            WebSocketConnection.Connect(
                ScriptedServer.EndpointOf($"ws://127.0.0.1:{port}/"),
                new WebSocketOptions(),
                new TestIdle()
            )
        );
        Assert.Equal(FeedConnectFault.Unreachable, refusal.Fault);
    }

    [Fact]
    public void A_name_works_as_an_address_does()
    {
        using ScriptedServer server = new(peer =>
        {
            peer.Accept();
            peer.WriteText("ok");
            peer.ReadToEnd();
        });
        using WebSocketConnection connection = WebSocketConnection.Connect(
            ScriptedServer.EndpointOf($"ws://localhost:{server.Port}/"),
            new WebSocketOptions(),
            new TestIdle()
        );
        Assert.Equal("ok", connection.NextText());
    }

    [Theory]
    [Trait("row", "38")]
    [InlineData("ws://192.0.2.1/S3CRET")]
    [InlineData("ws://node.invalid/S3CRET")]
    public void Plain_text_to_another_machine_is_refused_before_anything_is_sent(string url)
    {
        FeedConnectException refusal = Assert.Throws<FeedConnectException>(() =>
            WebSocketConnection.Connect(
                ScriptedServer.EndpointOf(url),
                new WebSocketOptions(),
                new TestIdle()
            )
        );
        Assert.Equal(FeedConnectFault.PlainTextRefused, refusal.Fault);
        Assert.DoesNotContain("S3CRET", refusal.ToString(), StringComparison.Ordinal);
    }
}
