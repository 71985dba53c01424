namespace FastArb.Simulation;

/// <summary>What a simulated node does to a connection.</summary>
public enum NodeDeliveryKind
{
    /// <summary>A whole text message, or the body of an HTTP answer.</summary>
    Text = 0,

    /// <summary>An HTTP answer without a body of ours: the status, and perhaps <c>Retry-After</c>.</summary>
    HttpStatus = 1,

    /// <summary>The connection is reset (RST).</summary>
    Reset = 2,

    /// <summary>The connection ends without a close frame (FIN).</summary>
    HangUp = 3,

    /// <summary>The connection ends with a close frame.</summary>
    Close = 4,

    /// <summary>The bytes are the beginning of a frame whose rest never comes; then it is reset.</summary>
    CutFrame = 5,

    /// <summary>From now on nothing is sent and nothing is heard, but the socket stays.</summary>
    Silence = 6,
}
