namespace FastArb.Pipeline;

/// <summary>
/// Ends of stages at which a lane looks at the clock; each is timed from the receive call on.
/// </summary>
public enum LaneStage
{
    /// <summary>
    /// The lane has the log: decoded, in its place in the chain, published, and come to its turn.
    /// </summary>
    Publish = 0,

    /// <summary>The lane's market has it.</summary>
    Apply = 1,

    /// <summary>Every handler of the lane has it.</summary>
    EndToEnd = 2,
}
