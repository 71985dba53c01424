using System.Text.Json.Nodes;
using FastArb.Simulation;
using FastArb.Simulation.Internals;
using Xunit;

namespace FastArb.Tests.Simulation;

/// <summary>Faults of what is said rather than of how it travels.</summary>
public sealed class SimulatedNode_Lies
{
    private const int Always = 1_000_000;

    [Fact]
    public void A_backend_that_lags_knows_nothing_of_newer_blocks()
    {
        SpokenNode node = new(FaultPlan.None with { Backends = 3, LagBlocks = 4, Seed = 2 }, blocks: 40);
        int connection = node.Open();
        SimulatedBlock head = node.Grow(logs: 3);
        HashSet<long> seen = [];
        int empty = 0;
        int unknown = 0;
        for (int i = 0; i < 200; i++)
        {
            seen.Add(Convert.ToInt64((string?)node.Result(connection, "eth_blockNumber"), 16));
            string hash = HexText.Of(head.Hash);
            JsonNode logs = node.Result(connection, "eth_getLogs", $$"""[{"blockHash":"{{hash}}"}]""")!;
            empty += logs.AsArray().Count == 0 ? 1 : 0;
            Assert.True(logs.AsArray().Count is 0 or 3);
            unknown += node.Result(connection, "eth_getBlockByHash", $"[\"{hash}\",false]") is null ? 1 : 0;
        }

        Assert.Equal(Enumerable.Range(0, 5).Select(lag => head.Number - lag), seen.OrderDescending());
        Assert.InRange(empty, 50, 150);
        Assert.InRange(unknown, 50, 150);
        Assert.InRange(node.Node.Tally[FaultKind.Lag], 200, 500);
    }

    [Fact]
    public void A_lie_about_a_header_is_one_that_its_hash_gives_away()
    {
        SpokenNode node = new(FaultPlan.None.With(FaultKind.LieHeader, Always));
        int connection = node.Open();
        SimulatedBlock head = node.Chain.Head;
        HashSet<string> lies = new(StringComparer.Ordinal);
        for (int i = 0; i < 100; i++)
        {
            JsonNode told = node.Result(connection, "eth_getBlockByNumber", """["latest",false]""")!;
            Assert.Equal(HexText.Of(head.Hash), (string?)told["hash"]);
            SimulatedHeader header = RecordedText.Header(
                System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(told.ToJsonString())
            );
            Assert.NotEqual(head.Hash, header.ComputeHash());
            lies.Add(told.ToJsonString());
        }

        Assert.True(lies.Count > 5);
        Assert.Equal(100, node.Node.Tally[FaultKind.LieHeader]);
    }

    [Fact]
    public void A_lie_about_logs_is_one_log_more_or_fewer_or_another_one()
    {
        SpokenNode node = new(FaultPlan.None.With(FaultKind.LieLogs, Always));
        int connection = node.Open();
        SimulatedBlock head = node.Grow(logs: 4);
        string[] truth =
        [
            .. Enumerable.Range(0, 4).Select(i => System.Text.Encoding.UTF8.GetString(head.LogText(i))),
        ];
        HashSet<int> counts = [];
        int altered = 0;
        for (int i = 0; i < 100; i++)
        {
            JsonArray logs = node.Result(connection, "eth_getLogs", "[{}]")!.AsArray();
            string[] told = [.. logs.Select(log => log!.ToJsonString())];
            Assert.NotEqual(truth, told);
            counts.Add(told.Length);
            altered += told.Length == 4 ? 1 : 0;
            Assert.True(truth.Except(told, StringComparer.Ordinal).Count() <= 1);
        }

        Assert.Equal([3, 4, 5], counts.Order());
        Assert.InRange(altered, 20, 80);
        Assert.Equal(100, node.Node.Tally[FaultKind.LieLogs]);
    }

    [Fact]
    public void Early_notifications_come_before_the_answer_that_names_them()
    {
        SpokenNode node = new(FaultPlan.None with { EarlyCount = 3 });
        int connection = node.Open();
        node.Send(connection, """{"id":1,"method":"eth_subscribe","params":["logs",{}]}""");
        Assert.Empty(node.Take());
        node.Grow(logs: 5);
        List<NodeDelivery> told = node.Take();
        Assert.Equal(6, told.Count);
        JsonNode answer = JsonNode.Parse(told[3].Bytes.Span)!;
        string subscription = (string)answer["result"]!;
        Assert.All(
            told.Where((_, i) => i != 3),
            one => Assert.Contains(subscription, SpokenNode.TextOf(one), StringComparison.Ordinal)
        );
        Assert.Equal(3, node.Node.Tally[FaultKind.Early]);

        // Nothing more comes when the answer's own time has come.
        Assert.Empty(node.TakeAll());
    }

    [Fact]
    public void An_answer_does_not_wait_for_ever_for_early_notifications()
    {
        SpokenNode node = new(FaultPlan.None with { EarlyCount = 3 });
        int connection = node.Open();
        node.Send(connection, """{"id":1,"method":"eth_subscribe","params":["newHeads"]}""");
        node.Grow();
        Assert.Single(node.Take());
        Assert.Contains("\"id\":1", SpokenNode.TextOf(node.TakeAll().Single()), StringComparison.Ordinal);
        Assert.InRange(node.Now, SpokenNode.Second, 3 * SpokenNode.Second);
        node.Grow();
        Assert.Single(node.TakeAll());
    }

    [Theory]
    [InlineData(FaultKind.RemovedNone)]
    [InlineData(FaultKind.RemovedLate)]
    [InlineData(FaultKind.RemovedShuffled)]
    [InlineData(FaultKind.TipOnly)]
    [InlineData(FaultKind.LogsFirst)]
    public void A_reorganisation_is_told_in_other_ways(FaultKind fault)
    {
        SpokenNode node = new(FaultPlan.None.With(fault, Always) with { LateMs = 100 });
        int connection = node.Open();
        node.Grow(logs: 6);
        node.Grow(logs: 6);
        node.Subscribe(connection, """["newHeads"]""");
        node.Subscribe(connection, """["logs",{}]""");
        SimulatedBlock[] branch = [.. NextWithLogs(node, 3)];
        IReadOnlyList<SimulatedBlock> dropped = node.Chain.Reorganise(branch[0].Number - 1, branch);
        node.Node.OnChainChanged(dropped, branch, node.Now);
        JsonNode[] atOnce = SpokenNode.Told(node.Take());
        JsonNode[] late = SpokenNode.Told(node.TakeAll());
        bool[] isHead = [.. atOnce.Select(one => one["parentHash"] is not null)];
        bool[] isRemoved = [.. atOnce.Select(one => (bool?)one["removed"] ?? false)];
        Assert.True(node.Node.Tally[fault] > 0);
        Assert.Equal(fault == FaultKind.TipOnly ? 1 : 3, isHead.Count(head => head));
        Assert.Equal(
            fault is FaultKind.RemovedNone or FaultKind.RemovedLate ? 0 : 12,
            isRemoved.Count(it => it)
        );
        Assert.Equal(fault == FaultKind.RemovedLate ? 12 : 0, late.Length);
        Assert.Equal(12, atOnce.Length - isHead.Count(head => head) - isRemoved.Count(it => it));
        if (fault == FaultKind.RemovedShuffled)
        {
            Assert.Contains(true, isRemoved[12..]);
        }

        if (fault == FaultKind.LogsFirst)
        {
            Assert.True(isHead[^1]);
            Assert.False(isHead[12]);
        }
    }

    private static IEnumerable<SimulatedBlock> NextWithLogs(SpokenNode node, int count)
    {
        SimulatedBlock tip = node.Chain.At(node.Chain.Head.Number - 2)!;
        for (int i = 0; i < count; i++)
        {
            tip = node.Maker.Next(tip, 4);
            yield return tip;
        }
    }
}
