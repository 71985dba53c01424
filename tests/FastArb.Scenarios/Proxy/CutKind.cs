namespace FastArb.Scenarios.Proxy;

/// <summary>How the proxy ends a connection.</summary>
internal enum CutKind
{
    /// <summary>It does not.</summary>
    None = 0,

    /// <summary>A RST, as from a machine that has lost its memory.</summary>
    Reset = 1,

    /// <summary>A FIN without a close frame.</summary>
    Finish = 2,

    /// <summary>Half-open: the socket stays, and no byte goes through any more.</summary>
    Freeze = 3,

    /// <summary>A RST, and nobody listens for a while.</summary>
    Refuse = 4,
}
