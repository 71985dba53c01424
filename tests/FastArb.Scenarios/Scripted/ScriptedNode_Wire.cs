using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using FastArb.Tests;
using Xunit;

namespace FastArb.Scenarios.Scripted;

/// <summary>
/// .NET's own client understands what the scripted node sends, so a test's client must understand it too.
/// </summary>
public sealed class ScriptedNode_Wire
{
    private static readonly ScriptedChain s_chain = ScriptedChain.FromRecording("frames-reorg.jsonl.gz");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public async Task A_recording_arrives_whole_however_it_is_cut(ulong seed)
    {
        string[] sent = [.. s_chain.Notifications.Take(TestRounds.Of(1_000))];
        byte[] bytes = [.. sent.SelectMany(ServerFrames.Text)];
        await using ScriptedNode node = ScriptedNode.Start(async connection =>
        {
            await connection.AcceptAsync();
            await connection.SendAsync(Cuts.Of(bytes, seed));
            await connection.ReceiveAsync();
        });
        using WebSocketClient client = await WebSocketClient.ConnectAsync(node.Endpoint, Cancellation);
        foreach (string message in sent)
        {
            Assert.Equal(message, await client.ReceiveAsync(Cancellation));
        }
    }

    [Fact]
    public async Task Single_bytes_and_fragments_with_pings_inside_make_the_same_messages()
    {
        const string Cut = "{\"word\":\"Währung €\"}";
        int pongs = 0;
        await using ScriptedNode node = ScriptedNode.Start(async connection =>
        {
            await connection.AcceptAsync();
            byte[] bytes = ServerFrames.Text(s_chain.Notifications[0]);
            await connection.SendAsync(Cuts.Single(bytes));
            int[] everywhere = [.. Enumerable.Range(1, Encoding.UTF8.GetByteCount(Cut) - 1)];
            await connection.SendAsync(ServerFrames.Fragments(Cut, everywhere, pingBetween: "here?"));
            await connection.ReceiveAsync();
            pongs = connection.PongCount;
            await connection.SendAsync(ServerFrames.Close(1000, "done"));
        });
        using WebSocketClient client = await WebSocketClient.ConnectAsync(node.Endpoint, Cancellation);
        Assert.Equal(s_chain.Notifications[0], await client.ReceiveAsync(Cancellation));
        Assert.Equal(Cut, await client.ReceiveAsync(Cancellation));
        await client.SendAsync("thanks", Cancellation);
        Assert.Null(await client.ReceiveAsync(Cancellation));
        Assert.Equal(Encoding.UTF8.GetByteCount(Cut) - 1, pongs);
    }

    [Fact]
    public async Task It_answers_like_a_node_that_knows_the_recorded_chain()
    {
        await using ScriptedNode node = ScriptedNode.Start(async connection =>
        {
            await connection.AcceptAsync();
            await connection.ServeAsync(request => ValueTask.FromResult<string?>(s_chain.Answer(request)));
        });
        using WebSocketClient client = await WebSocketClient.ConnectAsync(node.Endpoint, Cancellation);
        Assert.Equal("0x89", (await AskAsync(client, "eth_chainId", "[]"))["result"]!.GetValue<string>());
        string log = s_chain.Notifications.First(frame =>
            frame.Contains("logIndex", StringComparison.Ordinal)
        );
        JsonNode expected = JsonNode.Parse(log)!["params"]!;
        Assert.Equal(
            expected["subscription"]!.GetValue<string>(),
            await client.SubscribeAsync("""["logs",{}]""", Cancellation)
        );

        string hash = expected["result"]!["blockHash"]!.GetValue<string>();
        JsonNode head = await AskAsync(client, "eth_getBlockByHash", $"[\"{hash}\",false]");
        Assert.Equal(hash, head["result"]!["hash"]!.GetValue<string>());
        JsonNode logs = await AskAsync(client, "eth_getLogs", $$"""[{"blockHash":"{{hash}}"}]""");
        Assert.Equal(expected["result"]!.ToJsonString(), logs["result"]![0]!.ToJsonString());
        Assert.Null((await AskAsync(client, "eth_getBlockByHash", "[\"0x00\",false]"))["result"]);
        JsonNode refused = await AskAsync(client, "eth_sendRawTransaction", "[]");
        Assert.Equal(-32601, refused["error"]!["code"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_notification_may_overtake_the_answer_to_its_subscription()
    {
        await using ScriptedNode node = ScriptedNode.Start(async connection =>
        {
            await connection.AcceptAsync();
            await connection.ServeAsync(async request =>
            {
                await connection.SendTextAsync(s_chain.Notifications[0]);
                return s_chain.Answer(request);
            });
        });
        using WebSocketClient client = await WebSocketClient.ConnectAsync(node.Endpoint, Cancellation);
        JsonNode first = await AskAsync(client, "eth_subscribe", "[\"newHeads\"]");
        JsonNode second = await client.ReceiveJsonAsync(Cancellation);
        Assert.Equal(
            second["result"]!.GetValue<string>(),
            first["params"]!["subscription"]!.GetValue<string>()
        );
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("finish")]
    [InlineData("reserved code")]
    public async Task A_connection_that_breaks_is_a_failure_for_its_client(string manner)
    {
        await using ScriptedNode node = ScriptedNode.Start(async connection =>
        {
            await connection.AcceptAsync();
            await connection.ReceiveAsync();
            switch (manner)
            {
                case "reset":
                    connection.Reset();
                    break;
                case "finish":
                    connection.Finish();
                    break;
                default:
                    await connection.SendAsync(ServerFrames.Frame(code: 3, [], final: true));
                    break;
            }

            await connection.ReceiveAsync();
        });
        using WebSocketClient client = await WebSocketClient.ConnectAsync(node.Endpoint, Cancellation);
        await client.SendAsync("go", Cancellation);
        await Assert.ThrowsAsync<WebSocketException>(() => client.ReceiveAsync(Cancellation));
    }

    [Fact]
    public async Task A_refused_handshake_and_a_close_frame_say_why()
    {
        await using ScriptedNode busy = ScriptedNode.Start(connection =>
            connection.RefuseAsync(429, "Too Many Requests", "Retry-After: 3")
        );
        WebSocketException refused = await Assert.ThrowsAsync<WebSocketException>(() =>
            WebSocketClient.ConnectAsync(busy.Endpoint, Cancellation)
        );
        Assert.Contains("429", refused.Message, StringComparison.Ordinal);

        await using ScriptedNode leaving = ScriptedNode.Start(async connection =>
        {
            await connection.AcceptAsync();
            await connection.SendAsync(ServerFrames.Close(1013, "try again later"));
            await connection.ReceiveAsync();
        });
        using WebSocketClient client = await WebSocketClient.ConnectAsync(leaving.Endpoint, Cancellation);
        Assert.Null(await client.ReceiveAsync(Cancellation));
        Assert.Equal(1013, (int)client.CloseStatus!.Value);
    }

    private static async Task<JsonNode> AskAsync(WebSocketClient client, string method, string parameters)
    {
        await client.SendAsync(
            $$"""{"jsonrpc":"2.0","id":7,"method":"{{method}}","params":{{parameters}}}""",
            Cancellation
        );
        return await client.ReceiveJsonAsync(Cancellation);
    }
}
