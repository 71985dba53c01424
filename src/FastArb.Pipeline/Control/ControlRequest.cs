namespace FastArb.Pipeline;

/// <summary>One line to an engine's control socket.</summary>
public sealed record ControlRequest
{
    public ControlVerb Command { get; init; }

    /// <summary>Of pause and resume: which handler; null: all of them.</summary>
    public string? Handler { get; init; }

    /// <summary>The content of the token's file: who has it may command.</summary>
    public string? Token { get; init; }
}
