namespace FastArb.Feed;

/// <summary>
/// Why a question got no answer: the last byte of <see cref="InputKind.CallFailed"/>, where it is there. The
/// numbers are part of the recording's format.
/// </summary>
public enum CallFault : byte
{
    /// <summary>Nothing is known of it.</summary>
    None = 0,

    /// <summary>The node wants to be asked less.</summary>
    Limited = 1,

    KeyInvalid = 2,

    QuotaUsedUp = 3,

    /// <summary>
    /// The answer is longer than is taken. The same question would bring it again, so this counts as a
    /// failed try of the question.
    /// </summary>
    TooLarge = 4,

    /// <summary>The node cannot be reached, or what it says is no answer.</summary>
    Unreachable = 5,
}
