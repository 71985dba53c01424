namespace FastArb.Pipeline;

/// <summary>What a watch over lanes may do.</summary>
public sealed record LaneWatchOptions
{
    /// <summary>
    /// Whether a lane that is held is taken from its handler: live. In a replay the reader waits, and
    /// who holds
    /// the lane is said.
    /// </summary>
    public bool Detaches { get; init; } = true;

    /// <summary>
    /// Whether events come as they happen. While what was missed is fetched they come as fast as they
    /// can, and
    /// a full ring is no fault of a lane.
    /// </summary>
    public Func<bool> IsLive { get; init; } = () => true;

    /// <summary>
    /// Where the run is recorded: interventions are written there, and lanes built anew from there.
    /// Null: a lane
    /// that is held is lost with all of its handlers.
    /// </summary>
    public string? RunFolder { get; init; }

    /// <summary>
    /// A handler holds the reader itself, and nothing in this process can take it away: whoever is told lets
    /// the process end. The intervention is on the disk by then.
    /// </summary>
    public Action<HandlerFault>? OnFusedHang { get; init; }
}
