namespace FastArb.Feed;

/// <summary>What the watchdog tells the reader. The numbers are part of the recording's format.</summary>
public enum FeedVerdict : byte
{
    None = 0,

    /// <summary>Ask the node where its chain ends.</summary>
    Probe = 1,

    /// <summary>The node's chain goes on, but its heads do not come: subscribe anew.</summary>
    SilentHeads = 2,

    /// <summary>Heads come that speak of logs, but no log comes: subscribe anew.</summary>
    SilentLogs = 3,

    /// <summary>The node answers nothing: connect elsewhere.</summary>
    SilentNode = 4,

    /// <summary>The node answers, and its chain makes no blocks.</summary>
    ChainHalted = 5,

    /// <summary>The node's chain stands still while another's goes on: connect elsewhere.</summary>
    NodeBehind = 6,
}
