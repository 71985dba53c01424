namespace FastArb.Simulation.Internals;

/// <summary>A client, as the node sees it.</summary>
internal sealed class NodeConnection(int id, NodeTransport transport)
{
    public int Id { get; } = id;

    public NodeTransport Transport { get; } = transport;

    public List<NodeSubscription> Subscriptions { get; } = [];

    /// <summary>A delayed message holds back those behind it until then.</summary>
    public long HoldUntil { get; set; }

    /// <summary>The end is on its way: nothing more is said and nothing heard.</summary>
    public bool IsEnding { get; set; }
}
