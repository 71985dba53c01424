namespace FastArb.Simulation.Internals;

/// <summary>What a client has subscribed to: heads, or the logs of a filter.</summary>
internal sealed class NodeSubscription(byte[] id, LogFilter? filter)
{
    /// <summary>The id as JSON, with its quotation marks.</summary>
    public byte[] Id { get; } = id;

    /// <summary>Null: heads.</summary>
    public LogFilter? Filter { get; } = filter;

    /// <summary>All of a notification that stands before what is told.</summary>
    public byte[] Beginning { get; } =
    [
        .. "{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\",\"params\":{\"subscription\":"u8,
        .. id,
        .. ",\"result\":"u8,
    ];

    public bool IsSilent { get; set; }

    /// <summary>Notifications that are still to come before the answer.</summary>
    public int EarlyLeft { get; set; }

    /// <summary>The answer that waits for them.</summary>
    public byte[]? HeldAnswer { get; set; }
}
