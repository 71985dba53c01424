namespace FastArb.Feed;

/// <summary>How a thread waits for bytes.</summary>
public enum ReceiveMode
{
    /// <summary>It sleeps in the kernel until there are bytes or something is due.</summary>
    Blocking = 0,

    /// <summary>It asks again and again: some 15 us sooner, for a whole core.</summary>
    BusyPoll = 1,
}
