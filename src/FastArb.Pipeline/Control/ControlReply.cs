namespace FastArb.Pipeline;

/// <summary>The one line that answers a <see cref="ControlRequest"/>.</summary>
public sealed record ControlReply
{
    /// <summary>Why it was refused; null: it is done, or on its way.</summary>
    public string? Error { get; init; }

    public EngineStatus? Status { get; init; }
}
