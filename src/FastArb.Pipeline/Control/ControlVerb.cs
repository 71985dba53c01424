namespace FastArb.Pipeline;

/// <summary>What an operator can tell an engine.</summary>
public enum ControlVerb
{
    None = 0,

    /// <summary>Say how it is.</summary>
    Status = 1,

    /// <summary>A handler, or every one, gets no further event until it is resumed.</summary>
    Pause = 2,

    Resume = 3,

    /// <summary>End, as after Ctrl-C.</summary>
    Stop = 4,
}
