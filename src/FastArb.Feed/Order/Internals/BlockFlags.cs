namespace FastArb.Feed.Internals;

/// <summary>What is known of a block.</summary>
[Flags]
internal enum BlockFlags
{
    None = 0,

    /// <summary>Its header is in.</summary>
    Header = 1,

    /// <summary>It is on the chain that is out.</summary>
    Published = 2,

    /// <summary>The lowest block of that chain: its logs are no longer kept.</summary>
    Floor = 4,

    /// <summary>Logs may have been missed: nothing goes on before an answer brought them all.</summary>
    NeedsLogs = 8,

    /// <summary>An answer brought all its logs.</summary>
    Proven = 16,

    /// <summary>Its bloom filter holds nothing that a watch rule wants.</summary>
    BloomExcludes = 32,

    /// <summary>An answer brought logs that are not out yet.</summary>
    Disordered = 64,

    /// <summary>The place holds a block at all.</summary>
    Exists = 128,

    /// <summary>When it was sealed, its filter spoke of logs that had not come.</summary>
    Lacking = 256,

    /// <summary>Its header was not announced: it came by an answer.</summary>
    Unannounced = 512,

    /// <summary>Some of its logs may not have been announced. Nothing waits for the answer.</summary>
    Suspect = 1024,
}
