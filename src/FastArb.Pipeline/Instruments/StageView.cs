namespace FastArb.Pipeline;

/// <summary>
/// How long after their receive call logs had come to the end of a stage, over all lanes, in
/// nanoseconds.
/// </summary>
public sealed record StageView(
    LaneStage Stage,
    long Count,
    long MedianNs,
    long P99Ns,
    long P999Ns,
    long LongestNs
);
