namespace FastArb.Feed;

/// <summary>Why a message counts as <see cref="FrameKind.Malformed"/>.</summary>
public enum FrameFault
{
    None = 0,

    /// <summary>Not JSON: cut short, or a byte where it may not be.</summary>
    NotJson = 1,

    /// <summary>JSON nested deeper than 64 levels.</summary>
    TooDeep = 2,

    /// <summary>A bare value or an empty batch: JSON-RPC notifications and answers are objects.</summary>
    NotAnObject = 3,

    /// <summary>A member that a log or a head cannot do without is missing or null.</summary>
    MissingField = 4,

    /// <summary>A member is there twice; which one to believe is anybody's guess.</summary>
    DuplicateField = 5,

    /// <summary>A member's value is of another type than the protocol says.</summary>
    WrongType = 6,

    /// <summary>Bytes that are not hexadecimal, or not as many as they must be.</summary>
    BadHex = 7,

    /// <summary>A quantity that is no number, or larger than its field.</summary>
    BadNumber = 8,

    /// <summary>More than four topics.</summary>
    TooLong = 9,
}
