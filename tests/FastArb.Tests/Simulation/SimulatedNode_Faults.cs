using System.Text;
using System.Text.Json.Nodes;
using FastArb.Simulation;
using Xunit;

namespace FastArb.Tests.Simulation;

public sealed class SimulatedNode_Faults
{
    private const int Always = 1_000_000;
    private const int Half = 500_000;
    private const string ChainId = """{"id":1,"method":"eth_chainId"}""";
    private const string ChainIdAnswer = """{"jsonrpc":"2.0","id":1,"result":"0x89"}""";

    private static FaultPlan Plan(FaultKind kind, int rate = Always) =>
        FaultPlan.None.With(kind, rate) with
        {
            Seed = 5,
        };

    [Fact]
    public void Without_faults_nothing_is_counted_and_nothing_comes_late()
    {
        SpokenNode node = new();
        int connection = node.Open();
        node.Subscribe(connection, """["newHeads"]""");
        node.Subscribe(connection, """["logs",{}]""");
        for (int i = 0; i < 100; i++)
        {
            node.Grow();
            node.Take();
            Assert.Equal(long.MaxValue, node.Node.NextDue);
        }

        node.Reorganise(5, 6);
        Assert.Equal(0, node.Node.Tally.Total);
        Assert.Equal(string.Empty, node.Node.Tally.ToString());
    }

    [Theory]
    [InlineData(FaultKind.CutReset, NodeDeliveryKind.Reset)]
    [InlineData(FaultKind.CutHangUp, NodeDeliveryKind.HangUp)]
    [InlineData(FaultKind.CutClose, NodeDeliveryKind.Close)]
    [InlineData(FaultKind.CutFrame, NodeDeliveryKind.CutFrame)]
    [InlineData(FaultKind.CutSilence, NodeDeliveryKind.Silence)]
    public void A_cut_ends_the_connection_instead_of_a_message(FaultKind fault, NodeDeliveryKind kind)
    {
        SpokenNode node = new(Plan(fault));
        int connection = node.Open();
        node.Send(connection, ChainId);
        node.Send(connection, ChainId);
        NodeDelivery end = Assert.Single(node.TakeAll());
        Assert.Equal((connection, kind), (end.Connection, end.Kind));
        Assert.Equal(1, node.Node.Tally[fault]);
        Assert.Equal(0, node.Node.ConnectionCount);
        node.Send(connection, ChainId);
        Assert.Empty(node.TakeAll());

        // A next connection is as good as the first.
        node.Node.Faults = FaultPlan.None;
        Assert.Equal(ChainIdAnswer, node.Say(node.Open(), ChainId));
    }

    [Fact]
    public void What_was_on_its_way_before_a_cut_still_comes()
    {
        SpokenNode node = new();
        int connection = node.Open();
        node.Send(connection, ChainId);
        node.Node.Faults = Plan(FaultKind.CutReset);
        node.Send(connection, ChainId);
        Assert.Equal(
            [NodeDeliveryKind.Text, NodeDeliveryKind.Reset],
            node.TakeAll().Select(delivery => delivery.Kind)
        );
    }

    [Theory]
    [InlineData(NodeTransport.WebSocket)]
    [InlineData(NodeTransport.Http)]
    public void A_cut_frame_promises_more_than_it_holds(NodeTransport transport)
    {
        SpokenNode node = new(Plan(FaultKind.CutFrame));
        int connection = node.Open(transport);
        node.Send(connection, ChainId);
        byte[] bytes = node.TakeAll().Single().Bytes.ToArray();
        if (transport == NodeTransport.WebSocket)
        {
            Assert.Equal([0x81, (byte)ChainIdAnswer.Length], bytes[..2]);
            Assert.InRange(bytes.Length, 2, 1 + ChainIdAnswer.Length);
            Assert.StartsWith(Encoding.ASCII.GetString(bytes[2..]), ChainIdAnswer, StringComparison.Ordinal);
        }
        else
        {
            string text = Encoding.ASCII.GetString(bytes);
            Assert.Contains($"Content-Length: {ChainIdAnswer.Length}\r\n", text, StringComparison.Ordinal);
            Assert.DoesNotContain(ChainIdAnswer, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_delay_holds_back_what_stands_behind_it()
    {
        SpokenNode node = new(Plan(FaultKind.Delay, Half) with { DelayMs = 300 });
        int connection = node.Open();
        for (int i = 0; i < 100; i++)
        {
            node.Send(connection, $$"""{"id":{{i}},"method":"eth_chainId"}""");
        }

        Assert.True(node.Node.NextDue <= node.Now + (300 * 1_000_000L));
        int[] ids = [.. node.TakeAll().Select(IdOf)];
        Assert.Equal(Enumerable.Range(0, 100), ids);
        Assert.InRange(node.Node.Tally[FaultKind.Delay], 20, 80);
        Assert.True(node.Now > SpokenNode.Second);
    }

    [Fact]
    public void Messages_that_are_reordered_all_come()
    {
        SpokenNode node = new(Plan(FaultKind.Reorder, Half));
        int connection = node.Open();
        for (int i = 0; i < 100; i++)
        {
            node.Send(connection, $$"""{"id":{{i}},"method":"eth_chainId"}""");
        }

        int[] ids = [.. node.TakeAll().Select(IdOf)];
        Assert.NotEqual(Enumerable.Range(0, 100), ids);
        Assert.Equal(Enumerable.Range(0, 100), ids.Order());
        Assert.InRange(node.Node.Tally[FaultKind.Reorder], 20, 80);
        Assert.InRange(node.Now, SpokenNode.Second, SpokenNode.Second + (50 * 1_000_000L));
    }

    [Fact]
    public void A_duplicate_is_the_same_notification_again()
    {
        SpokenNode node = Subscribed(Plan(FaultKind.Duplicate));
        node.Grow(logs: 2);
        string[] told = [.. node.TakeAll().Select(SpokenNode.TextOf)];
        Assert.Equal(6, told.Length);
        Assert.Equal(3, told.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(3, node.Node.Tally[FaultKind.Duplicate]);
    }

    [Fact]
    public void A_corrupt_message_differs_by_one_byte()
    {
        SpokenNode node = new(Plan(FaultKind.Corrupt));
        int connection = node.Open();
        for (int i = 0; i < 50; i++)
        {
            node.Send(connection, ChainId);
            byte[] bytes = node.TakeAll().Single().Bytes.ToArray();
            byte[] right = Encoding.ASCII.GetBytes(ChainIdAnswer);
            Assert.Equal(right.Length, bytes.Length);
            Assert.Equal(1, bytes.Zip(right).Count(pair => pair.First != pair.Second));
        }

        Assert.Equal(50, node.Node.Tally[FaultKind.Corrupt]);
    }

    [Theory]
    [InlineData(FaultKind.DropHead, 0, 2)]
    [InlineData(FaultKind.DropLog, 1, 0)]
    [InlineData(FaultKind.SilentHeads, 0, 2)]
    [InlineData(FaultKind.SilentLogs, 1, 0)]
    public void Heads_or_logs_stay_out(FaultKind fault, int heads, int logs)
    {
        SpokenNode node = Subscribed(Plan(fault));
        node.Grow(logs: 2);
        Count(heads, logs);
        bool isSilence = fault is FaultKind.SilentHeads or FaultKind.SilentLogs;
        Assert.Equal(isSilence || heads == 0 ? 1 : 2, node.Node.Tally[fault]);

        // A silent subscription stays silent; a dropped message is one.
        node.Node.Faults = FaultPlan.None;
        node.Grow(logs: 2);
        if (isSilence)
        {
            Count(heads, logs);
        }
        else
        {
            Count(1, 2);
        }

        void Count(int expectedHeads, int expectedLogs)
        {
            JsonNode[] told = SpokenNode.Told(node.TakeAll());
            Assert.Equal(expectedHeads, told.Count(one => one["parentHash"] is not null));
            Assert.Equal(expectedLogs, told.Count(one => one["logIndex"] is not null));
        }
    }

    [Fact]
    public void A_limited_request_gets_the_error_that_providers_give()
    {
        SpokenNode node = new(Plan(FaultKind.RateLimit));
        int connection = node.Open();
        Assert.Equal((-32005, "request rate limited"), node.Error(connection, "eth_chainId"));
        Assert.Equal(1, node.Node.Tally[FaultKind.RateLimit]);
    }

    [Theory]
    [InlineData(FaultKind.Http401, 401, 0)]
    [InlineData(FaultKind.Http402, 402, 0)]
    [InlineData(FaultKind.Http429, 429, 7)]
    [InlineData(FaultKind.Http503, 503, 7)]
    public void A_status_refuses_an_upgrade_or_a_request(FaultKind fault, int status, int retryAfter)
    {
        SpokenNode node = new(Plan(fault) with { RetryAfterSeconds = 7 });
        Assert.False(node.Node.Open(NodeTransport.WebSocket, 0, out _, out NodeRefusal refusal));
        Assert.Equal(new NodeRefusal(NodeRefusalKind.Status, status, retryAfter), refusal);
        int http = node.Open(NodeTransport.Http);
        node.Send(http, ChainId);
        NodeDelivery answer = node.TakeAll().Single();
        Assert.Equal(NodeDeliveryKind.HttpStatus, answer.Kind);
        Assert.Equal((status, retryAfter), (answer.Status, answer.RetryAfterSeconds));
        Assert.Equal(2, node.Node.Tally[fault]);
    }

    [Theory]
    [InlineData(FaultKind.Refuse, NodeRefusalKind.Reset)]
    [InlineData(FaultKind.Hang, NodeRefusalKind.Hang)]
    public void A_connection_is_refused_or_left_hanging(FaultKind fault, NodeRefusalKind kind)
    {
        SpokenNode node = new(Plan(fault));
        foreach (NodeTransport transport in Enum.GetValues<NodeTransport>())
        {
            Assert.False(node.Node.Open(transport, 0, out _, out NodeRefusal refusal));
            Assert.Equal(kind, refusal.Kind);
        }

        Assert.Equal(2, node.Node.Tally[fault]);
    }

    [Fact]
    public void A_connection_is_taken_and_closed()
    {
        SpokenNode node = new(Plan(FaultKind.AcceptClose));
        int connection = node.Open();
        node.Send(connection, ChainId);
        Assert.Equal(NodeDeliveryKind.Close, Assert.Single(node.TakeAll()).Kind);
        Assert.Equal(1, node.Node.Tally[FaultKind.AcceptClose]);
    }

    [Fact]
    public void A_batch_is_refused_as_a_whole()
    {
        SpokenNode node = new(Plan(FaultKind.RefuseBatch));
        int connection = node.Open();
        JsonNode answer = JsonNode.Parse(node.Say(connection, $"[{ChainId},{ChainId}]"))!;
        Assert.Null(answer["id"]);
        Assert.Equal(-32600, (int)answer["error"]!["code"]!);
        Assert.Equal(ChainIdAnswer, node.Say(connection, ChainId));
        Assert.Equal(1, node.Node.Tally[FaultKind.RefuseBatch]);
    }

    [Fact]
    public void The_same_seed_and_the_same_calls_give_the_same_bytes()
    {
        Assert.True(
            FaultPlan.TryParse(
                "cut=200,delay=50000,duplicate=50000,reorder=50000,corrupt=2000,drop-head=20000,"
                    + "drop-log=20000,rate-limit=20000,lag=3,lie-header=100000,lie-logs=100000,"
                    + "logs-first=300000,removed-shuffled=300000,removed-late=300000,early=3,seed=11",
                out FaultPlan plan,
                out string reason
            ),
            reason
        );
        string first = Transcript(plan);
        Assert.Equal(first, Transcript(plan));
        Assert.NotEqual(first, Transcript(plan with { Seed = 12 }), StringComparer.Ordinal);
    }

    private static string Transcript(FaultPlan plan)
    {
        SpokenNode node = new(plan, seed: 3);
        StringBuilder told = new();
        for (int i = 0; i < 80; i++)
        {
            node.Now += SpokenNode.Second / 10;
            int connection = i % 7 == 0 ? node.Open() : node.Node.ConnectionCount;
            node.Send(connection, """{"id":1,"method":"eth_subscribe","params":["logs",{}]}""");
            node.Send(connection, """[{"id":2,"method":"eth_getLogs","params":[{}]}]""");
            node.Grow();
            if (i % 9 == 8)
            {
                node.Reorganise(2, 3);
            }

            foreach (NodeDelivery delivery in node.Take())
            {
                told.Append(node.Now).Append(delivery.Connection).Append(delivery.Kind);
                told.Append(Convert.ToHexString(delivery.Bytes.Span)).AppendLine();
            }
        }

        return told.Append(node.Node.Tally).ToString();
    }

    private static SpokenNode Subscribed(FaultPlan plan)
    {
        SpokenNode node = new();
        int connection = node.Open();
        node.Subscribe(connection, """["newHeads"]""");
        node.Subscribe(connection, """["logs",{}]""");
        node.Node.Faults = plan;
        return node;
    }

    private static int IdOf(NodeDelivery delivery) => (int)JsonNode.Parse(delivery.Bytes.Span)!["id"]!;
}
