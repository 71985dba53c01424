using System.Text;
using System.Text.Json.Nodes;
using FastArb.Simulation;

namespace FastArb.Tests.Simulation;

/// <summary>A simulated node and a client that asks it, in time that only the test moves.</summary>
internal sealed class SpokenNode
{
    public const long Second = 1_000_000_000;

    private int _id;

    public SpokenNode(
        FaultPlan? faults = null,
        ulong seed = 1,
        int blocks = 20,
        NodeLimits? limits = null,
        BlockMakerOptions? options = null
    )
    {
        Maker = new BlockMaker(seed, options);
        Chain = new SimulatedChain(137, Maker.First());
        for (int i = 1; i < blocks; i++)
        {
            Chain.Append(Maker.Next(Chain.Head));
        }

        Node = new SimulatedNode(Chain, faults, limits);
    }

    public BlockMaker Maker { get; }

    public SimulatedChain Chain { get; }

    public SimulatedNode Node { get; }

    public long Now { get; set; } = Second;

    public int Open(NodeTransport transport = NodeTransport.WebSocket) =>
        Node.Open(transport, Now, out int connection, out NodeRefusal refusal)
            ? connection
            : throw new InvalidOperationException($"refused: {refusal}");

    public void Send(int connection, string text) =>
        Node.OnMessage(connection, Encoding.UTF8.GetBytes(text), Now);

    /// <summary>All that is due now.</summary>
    public List<NodeDelivery> Take()
    {
        List<NodeDelivery> taken = [];
        while (Node.TryTake(Now, out NodeDelivery delivery))
        {
            taken.Add(delivery);
        }

        return taken;
    }

    /// <summary>All that ever comes, if nothing more is said to the node.</summary>
    public List<NodeDelivery> TakeAll()
    {
        List<NodeDelivery> taken = [];
        while (Node.NextDue != long.MaxValue)
        {
            Now = Math.Max(Now, Node.NextDue);
            taken.AddRange(Take());
        }

        return taken;
    }

    /// <summary>Sends a text as it is and gives the one answer.</summary>
    public string Say(int connection, string text)
    {
        Send(connection, text);
        return TextOf(TakeAll().Single());
    }

    public JsonNode Ask(int connection, string method, string parameters = "[]") =>
        JsonNode.Parse(
            Say(
                connection,
                $$"""{"jsonrpc":"2.0","id":{{++_id}},"method":"{{method}}","params":{{parameters}}}"""
            )
        )!;

    public JsonNode? Result(int connection, string method, string parameters = "[]") =>
        Ask(connection, method, parameters).AsObject() is JsonObject answer && answer.ContainsKey("result")
            ? answer["result"]
            : throw new InvalidOperationException("an error came for an answer");

    public (int Code, string Message) Error(int connection, string method, string parameters = "[]")
    {
        JsonNode error = Ask(connection, method, parameters)["error"]!;
        return ((int)error["code"]!, (string)error["message"]!);
    }

    public string Subscribe(int connection, string parameters) =>
        (string)Result(connection, "eth_subscribe", parameters)!;

    /// <summary>Makes the next block and tells of it.</summary>
    public SimulatedBlock Grow(int? logs = null)
    {
        SimulatedBlock block = logs is int count ? Maker.Next(Chain.Head, count) : Maker.Next(Chain.Head);
        Chain.Append(block);
        Node.OnChainChanged([], [block], Now);
        return block;
    }

    /// <summary>Replaces the uppermost blocks and tells of it.</summary>
    public IReadOnlyList<SimulatedBlock> Reorganise(int depth, int length)
    {
        SimulatedBlock ancestor = Chain.At(Chain.Head.Number - depth)!;
        SimulatedBlock[] branch = [.. Maker.Branch(ancestor, length)];
        IReadOnlyList<SimulatedBlock> dropped = Chain.Reorganise(ancestor.Number, branch);
        Node.OnChainChanged(dropped, branch, Now);
        return dropped;
    }

    public static string TextOf(NodeDelivery delivery) => Encoding.UTF8.GetString(delivery.Bytes.Span);

    public static JsonNode[] Told(IEnumerable<NodeDelivery> deliveries) =>
        [
            .. deliveries
                .Where(delivery => delivery.Kind == NodeDeliveryKind.Text)
                .Select(delivery => JsonNode.Parse(delivery.Bytes.Span)!)
                .Where(text => text["method"] is not null)
                .Select(text => text["params"]!["result"]!),
        ];
}
