using System.Security.Cryptography.X509Certificates;

namespace FastArb.Feed;

/// <summary>How a connection behaves. Nothing here weakens the check of a certificate.</summary>
public sealed record WebSocketOptions
{
    public ReceiveMode ReceiveMode { get; init; }

    /// <summary>Allows <c>ws://</c> to other machines than this one.</summary>
    public bool AllowPlainText { get; init; }

    /// <summary>
    /// The longest message, in one frame or in fragments. At most twice this is held in memory.
    /// </summary>
    public int MessageBytesMax { get; init; } = 32 * 1024 * 1024;

    /// <summary>For all of it: name, TCP, TLS and the answer to the upgrade.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After how long without a byte the node is asked whether it is there.</summary>
    public TimeSpan PingAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long it may then take until some byte comes, and how long a send may stand still.
    /// </summary>
    public TimeSpan PongDeadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Asked of the kernel before it connects, since a burst beyond it stalls for 200 ms; the kernel
    /// may give less.
    /// </summary>
    public int ReceiveBufferBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Bytes in one block of the receive pipe. Tests make it tiny, to cross its edges.</summary>
    internal int BlockBytes { get; init; } = 128 * 1024;

    /// <summary>Trusted instead of the machine's roots. Only tests can reach it.</summary>
    internal X509Certificate2Collection? TestRoots { get; init; }
}
