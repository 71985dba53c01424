namespace FastArb.EvmMath.Internals;

/// <summary>What became of the reading of a number's text.</summary>
internal enum TextOutcome
{
    Read,

    /// <summary>Not the text of a number.</summary>
    Malformed,

    /// <summary>The text of a number that the type cannot hold.</summary>
    OutOfRange,
}
