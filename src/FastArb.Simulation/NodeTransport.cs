namespace FastArb.Simulation;

/// <summary>How a client speaks to a node.</summary>
public enum NodeTransport
{
    /// <summary>Messages both ways, and notifications.</summary>
    WebSocket = 0,

    /// <summary>One answer to each request.</summary>
    Http = 1,
}
