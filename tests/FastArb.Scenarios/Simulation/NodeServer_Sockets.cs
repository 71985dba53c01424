using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using FastArb.Simulation;
using Xunit;

namespace FastArb.Scenarios.Simulation;

/// <summary>.NET's own clients against the simulated node's sockets.</summary>
public sealed class NodeServer_Sockets
{
    private const int Always = 1_000_000;
    private const string ChainId = """{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}""";
    private const string ChainIdAnswer = """{"jsonrpc":"2.0","id":1,"result":"0x539"}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_over_HTTP_are_answered_one_after_the_other_on_one_connection()
    {
        await using ServedNode node = new();
        using HttpClient client = new();
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(ChainIdAnswer, await PostAsync(client, node.Http, ChainId));
        }

        node.Use(one => Assert.Equal(1, one.ConnectionCount));
        string batch = "[" + string.Join(',', Enumerable.Repeat(ChainId, 900)) + "]";
        Assert.Equal(900, JsonNode.Parse(await PostAsync(client, node.Http, batch))!.AsArray().Count);
    }

    [Fact]
    public async Task A_subscriber_gets_every_notification_in_order()
    {
        await using ServedNode node = new();
        using WebSocketClient client = await WebSocketClient.ConnectAsync(node.WebSocket, Cancellation);
        await client.SubscribeAsync("""["newHeads"]""", Cancellation);
        await client.SubscribeAsync("""["logs",{}]""", Cancellation);
        List<string> expected = [];
        for (int i = 0; i < 50; i++)
        {
            SimulatedBlock block = node.Grow(logs: i);
            expected.Add(ServedNode.TextOf(block.Hash));
            expected.AddRange(
                Enumerable.Range(0, i).Select(log => $"{ServedNode.TextOf(block.Hash)}/0x{log:x}")
            );
        }

        foreach (string one in expected)
        {
            JsonNode told = (await client.ReceiveJsonAsync(Cancellation))["params"]!["result"]!;
            Assert.Equal(
                one,
                told["logIndex"] is JsonNode index
                    ? $"{(string?)told["blockHash"]}/{(string?)index}"
                    : (string?)told["hash"]
            );
        }
    }

    [Fact]
    public async Task A_big_request_passes_a_bigger_one_is_refused_and_the_node_goes_on()
    {
        await using ServedNode node = new();
        using HttpClient client = new();
        string padding = new(' ', (1 << 20) - ChainId.Length);
        Assert.Equal(ChainIdAnswer, await PostAsync(client, node.Http, ChainId + padding));
        using (HttpResponseMessage refused = await RawPostAsync(client, node.Http, ChainId + padding + " "))
        {
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        }

        using WebSocketClient socket = await WebSocketClient.ConnectAsync(node.WebSocket, Cancellation);
        await socket.SendAsync(ChainId + padding, Cancellation);
        Assert.Equal(ChainIdAnswer, await socket.ReceiveAsync(Cancellation));
        await socket.SendAsync(ChainId + padding + " ", Cancellation);
        Assert.Null(await socket.ReceiveAsync(Cancellation));
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, socket.CloseStatus);
        Assert.Equal(ChainIdAnswer, await PostAsync(client, node.Http, ChainId));
    }

    [Fact]
    public async Task A_path_that_holds_a_key_is_as_good_as_none()
    {
        await using ServedNode node = new();
        using HttpClient client = new();
        Assert.Equal(ChainIdAnswer, await PostAsync(client, new Uri(node.Http, "v2/KEY?key=KEY"), ChainId));
        Uri address = new(node.WebSocket, "v2/KEY?key=KEY");
        using WebSocketClient socket = await WebSocketClient.ConnectAsync(address, Cancellation);
        await socket.SendAsync(ChainId, Cancellation);
        Assert.Equal(ChainIdAnswer, await socket.ReceiveAsync(Cancellation));
    }

    [Theory]
    [InlineData("POST other HTTP/1.1\r\nContent-Length: 0\r\n\r\n", 404)]
    [InlineData("GET / HTTP/1.1\r\n\r\n", 405)]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 411)]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", 413)]
    [InlineData(
        "GET key HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: a\r\n\r\n",
        404
    )]
    [InlineData("nonsense\r\n\r\n", 404)]
    public async Task What_is_no_request_for_it_gets_a_status_and_the_end(string request, int status)
    {
        await using ServedNode node = new();
        string said = await SayAsync(node.Port, request);
        Assert.StartsWith($"HTTP/1.1 {status} ", said, StringComparison.Ordinal);
        await node.UntilAsync(one => one.ConnectionCount == 0, Cancellation);
    }

    [Fact]
    public async Task Heads_without_an_end_and_clients_that_leave_harm_nothing()
    {
        await using ServedNode node = new();
        Assert.Equal(string.Empty, await SayAsync(node.Port, new string('x', 20_000)));
        using (Socket gone = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            await gone.ConnectAsync(IPAddress.Loopback, node.Port, Cancellation);
            await gone.SendAsync("POST / HTTP/1.1\r\nContent-Length: 50\r\n\r\nhalf"u8.ToArray());
        }

        using (WebSocketClient leaver = await WebSocketClient.ConnectAsync(node.WebSocket, Cancellation))
        {
            await leaver.SubscribeAsync("""["newHeads"]""", Cancellation);
        }

        await node.UntilAsync(one => one.ConnectionCount == 0, Cancellation);
        node.Grow();
        using HttpClient client = new();
        Assert.Equal(ChainIdAnswer, await PostAsync(client, node.Http, ChainId));
    }

    [Theory]
    [InlineData(FaultKind.Http401, HttpStatusCode.Unauthorized)]
    [InlineData(FaultKind.Http402, HttpStatusCode.PaymentRequired)]
    [InlineData(FaultKind.Http429, HttpStatusCode.TooManyRequests)]
    [InlineData(FaultKind.Http503, HttpStatusCode.ServiceUnavailable)]
    public async Task A_refusal_is_a_status_with_what_to_wait(FaultKind fault, HttpStatusCode status)
    {
        await using ServedNode node = new(FaultPlan.None.With(fault, Always));
        using HttpClient client = new();
        using HttpResponseMessage refused = await RawPostAsync(client, node.Http, ChainId);
        Assert.Equal(status, refused.StatusCode);
        bool isLimit = status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;
        Assert.Equal(isLimit ? TimeSpan.FromSeconds(2) : null, refused.Headers.RetryAfter?.Delta);
        WebSocketException upgrade = await Assert.ThrowsAsync<WebSocketException>(() =>
            WebSocketClient.ConnectAsync(node.WebSocket, Cancellation)
        );
        Assert.Contains($"'{(int)status}'", upgrade.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FaultKind.CutReset)]
    [InlineData(FaultKind.CutHangUp)]
    [InlineData(FaultKind.CutClose)]
    [InlineData(FaultKind.CutFrame)]
    public async Task A_cut_is_seen_by_the_client_as_what_it_is(FaultKind fault)
    {
        await using ServedNode node = new();
        using WebSocketClient client = await WebSocketClient.ConnectAsync(node.WebSocket, Cancellation);
        await client.SubscribeAsync("""["newHeads"]""", Cancellation);
        node.Use(one => one.Faults = FaultPlan.None.With(fault, Always));
        node.Grow();
        if (fault == FaultKind.CutClose)
        {
            Assert.Null(await client.ReceiveAsync(Cancellation));
            Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, client.CloseStatus);
        }
        else
        {
            await Assert.ThrowsAsync<WebSocketException>(() => client.ReceiveAsync(Cancellation));
            Assert.Equal(WebSocketState.Aborted, client.State);
        }

        node.Use(one =>
        {
            Assert.Equal(1, one.Tally[fault]);
            Assert.Equal(0, one.ConnectionCount);
        });
    }

    [Fact]
    public async Task A_cut_frame_is_exact_to_the_byte()
    {
        await using ServedNode node = new();
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, node.Port, Cancellation);
        await socket.SendAsync(
            Encoding.ASCII.GetBytes(
                "GET / HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: a\r\n\r\n"
            )
        );
        byte[] bytes = new byte[4096];
        int count = await socket.ReceiveAsync(bytes, Cancellation);
        Assert.EndsWith("\r\n\r\n", Encoding.ASCII.GetString(bytes, 0, count), StringComparison.Ordinal);
        node.Use(one => one.Faults = FaultPlan.None.With(FaultKind.CutFrame, Always));
        await socket.SendAsync(MaskedFrame(ChainId));
        List<byte> received = [];
        try
        {
            while ((count = await socket.ReceiveAsync(bytes, Cancellation)) > 0)
            {
                received.AddRange(bytes.AsSpan(0, count));
            }

            Assert.Fail("the end is no reset");
        }
        catch (SocketException end)
        {
            Assert.Equal(SocketError.ConnectionReset, end.SocketErrorCode);
        }

        Assert.Equal([0x81, (byte)ChainIdAnswer.Length], received.Take(2));
        Assert.InRange(received.Count, 2, ChainIdAnswer.Length + 1);
    }

    [Fact]
    public async Task Silence_is_silence_on_a_socket_that_stays()
    {
        await using ServedNode node = new();
        using WebSocketClient client = await WebSocketClient.ConnectAsync(node.WebSocket, Cancellation);
        await client.SubscribeAsync("""["newHeads"]""", Cancellation);
        node.Use(one => one.Faults = FaultPlan.None.With(FaultKind.CutSilence, Always));
        node.Grow();
        node.Use(one => one.Faults = FaultPlan.None);
        node.Grow();
        await client.SendAsync(ChainId, Cancellation);
        Task<string?> next = client.ReceiveAsync(Cancellation);
        Assert.NotSame(next, await Task.WhenAny(next, Task.Delay(300, Cancellation)));
        Assert.Equal(WebSocketState.Open, client.State);
    }

    [Fact]
    public async Task Delayed_messages_come_after_their_delay_and_no_core_is_spent_on_waiting()
    {
        await using ServedNode node = new(
            FaultPlan.None.With(FaultKind.Delay, Always) with
            {
                DelayMs = 200,
            }
        );
        using HttpClient client = new();
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(ChainIdAnswer, await PostAsync(client, node.Http, ChainId));
        }

        node.Use(one => Assert.Equal(5, one.Tally[FaultKind.Delay]));
    }

    [Fact]
    public async Task A_taken_port_is_refused_at_once()
    {
        await using ServedNode node = new();
        SocketException taken = Assert.Throws<SocketException>(() => new NodeServer(node.Node, node.Port));
        Assert.Equal(SocketError.AddressAlreadyInUse, taken.SocketErrorCode);
    }

    private static byte[] MaskedFrame(string text) =>
        [0x81, (byte)(0x80 | text.Length), 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(text)];

    private static async Task<string> SayAsync(int port, string request)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port, Cancellation);
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), SocketFlags.None, Cancellation);
        StringBuilder said = new();
        byte[] bytes = new byte[4096];
        int count;
        while ((count = await socket.ReceiveAsync(bytes, SocketFlags.None, Cancellation)) > 0)
        {
            said.Append(Encoding.ASCII.GetString(bytes, 0, count));
        }

        return said.ToString();
    }

    private static async Task<string> PostAsync(HttpClient client, Uri node, string text)
    {
        using HttpResponseMessage answer = await RawPostAsync(client, node, text);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }

    private static Task<HttpResponseMessage> RawPostAsync(HttpClient client, Uri node, string text) =>
        client.PostAsync(node, new StringContent(text, Encoding.UTF8, "application/json"), Cancellation);
}
