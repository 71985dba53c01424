namespace FastArb.Feed;

/// <summary>The close codes of RFC 6455 that have a meaning here.</summary>
public static class WebSocketCloseCode
{
    public const ushort Normal = 1000;
    public const ushort GoingAway = 1001;
    public const ushort ProtocolError = 1002;
    public const ushort UnsupportedData = 1003;

    /// <summary>Never sent: the peer's close frame said no code.</summary>
    public const ushort NoStatus = 1005;

    /// <summary>Never sent: the connection ended without a close frame.</summary>
    public const ushort Abnormal = 1006;

    public const ushort MessageTooBig = 1009;
}
