namespace FastArb.Feed;

/// <summary>What a session has seen and done. Written by the reader's thread alone.</summary>
public sealed class FeedSessionCounters
{
    private readonly long[] _disconnections = new long[Enum.GetValues<WebSocketCloseCause>().Length];

    public long Connections { get; internal set; }

    public long ConnectFailures { get; internal set; }

    /// <summary>Connections whose subscriptions were all confirmed.</summary>
    public long Subscriptions { get; internal set; }

    /// <summary>Connections that were lost or dropped.</summary>
    public long Disconnections { get; internal set; }

    /// <summary>
    /// Of those, the ones that we dropped: by a verdict, a deadline, or for what the node said.
    /// </summary>
    public long Dropped => _disconnections[(int)WebSocketCloseCause.None];

    /// <summary>Times that a node asked to be left alone.</summary>
    public long RateLimited { get; internal set; }

    /// <summary>Endpoints and HTTP routes given up for good.</summary>
    public long Refusals { get; internal set; }

    public long CallsSent { get; internal set; }

    public long BatchesSent { get; internal set; }

    /// <summary>Routes that turned out to take no batches.</summary>
    public long BatchesRefused { get; internal set; }

    /// <summary>Questions put off because no way to a node was open.</summary>
    public long CallsPutOff { get; internal set; }

    /// <summary>Verdicts of the watchdog that came too late to mean anything.</summary>
    public long VerdictsStale { get; internal set; }

    /// <summary>Verdicts that ended a connection.</summary>
    public long VerdictsObeyed { get; internal set; }

    /// <summary>Lost connections by what ended them; <c>None</c> is what we dropped.</summary>
    public long DisconnectionsBy(WebSocketCloseCause cause) => _disconnections[(int)cause];

    internal void OnDisconnected(WebSocketCloseCause cause)
    {
        Disconnections++;
        _disconnections[(int)cause]++;
    }
}
