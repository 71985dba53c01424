namespace FastArb.Feed.Internals;

/// <summary>What is to be done about a silent node.</summary>
internal enum PeerLivenessStep
{
    Wait = 0,
    SendPing = 1,
    Dead = 2,
}
