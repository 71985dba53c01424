namespace FastArb.Chain;

/// <summary>
/// What an operator has decided, at its place in the stream. The numbers are part of recordings.
/// </summary>
public enum OperatorCommand : byte
{
    None = 0,

    /// <summary>A handler gets no further event.</summary>
    Pause = 1,

    /// <summary>It gets those that come after this one.</summary>
    Resume = 2,
}
