namespace FastArb.Feed;

/// <summary>What to do after an answer.</summary>
public enum LogRangesStep
{
    /// <summary>Ask the next question.</summary>
    Continue = 0,

    /// <summary>Ask the next question after a pause: the node lags, is busy, or contradicts itself.</summary>
    Pause = 1,

    /// <summary>Give up: <see cref="LogRanges.Fault"/> says why.</summary>
    Failed = 2,
}
