using System.Security.Cryptography.X509Certificates;

namespace FastArb.Feed;

/// <summary>How questions are asked over HTTP. Nothing here weakens the check of a certificate.</summary>
public sealed record RpcHttpOptions
{
    /// <summary>Allows <c>http://</c> to other machines than this one.</summary>
    public bool AllowPlainText { get; init; }

    /// <summary>For all of it: name, TCP, TLS, and the answer to its last byte.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest answer.</summary>
    public int BodyBytesMax { get; init; } = 32 * 1024 * 1024;

    /// <summary>How many requests wait for one endpoint; more are not taken.</summary>
    public int WaitingMax { get; init; } = 64;

    /// <summary>How many requests are on their way to one endpoint at once.</summary>
    public int LanesMax { get; init; } = 2;

    /// <summary>Trusted instead of the machine's roots. Only tests can reach it.</summary>
    internal X509Certificate2Collection? TestRoots { get; init; }
}
