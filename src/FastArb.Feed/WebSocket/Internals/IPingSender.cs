namespace FastArb.Feed.Internals;

/// <summary>Called by a socket that waits for a node that has gone silent.</summary>
internal interface IPingSender
{
    void SendPing();
}
