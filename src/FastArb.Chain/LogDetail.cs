namespace FastArb.Chain;

/// <summary>What a log's slot says of the slots after it; in <see cref="ChainEvent.Detail"/>.</summary>
[Flags]
public enum LogDetail : byte
{
    None = 0,

    /// <summary>Another slot of the same log follows.</summary>
    Continues = 1,

    /// <summary>
    /// The log is longer than its slots may be: what lies beyond is in the recording only. Whoever needs it
    /// must not trust what it computes from the rest.
    /// </summary>
    CutShort = 2,
}
