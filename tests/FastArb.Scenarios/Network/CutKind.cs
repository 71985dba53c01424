namespace FastArb.Scenarios.Network;

/// <summary>How a node loses its client.</summary>
internal enum CutKind
{
    Reset = 0,
    Finish = 1,
    CloseFrame = 2,
    MidFrame = 3,

    /// <summary>A reset, and nobody listens for a while.</summary>
    Refused = 4,

    /// <summary>A reset before the upgrade is answered, a few times.</summary>
    MidHandshake = 5,
}
