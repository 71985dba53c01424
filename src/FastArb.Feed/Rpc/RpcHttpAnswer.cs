namespace FastArb.Feed;

/// <summary>What came of a question over HTTP: a body of JSON, or why there is none.</summary>
/// <param name="Fault">Why there is none.</param>
/// <param name="Body">The JSON; empty where there is none.</param>
/// <param name="Sentence">What happened, in words that hold no key; empty where all went well.</param>
public sealed record RpcHttpAnswer(RpcHttpFault Fault, byte[] Body, string Sentence)
{
    /// <summary>The HTTP status; 0 where none came.</summary>
    public int Status { get; init; }

    /// <summary>What the node means by its status and the words that came with it.</summary>
    public RpcErrorMeaning Meaning { get; init; }

    /// <summary>How long the node asks to be left alone, where it said so.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
