namespace FastArb.Pipeline;

/// <summary>
/// A handler that an engine is to have. It can be made anew: for another lane, after a crash, in a replay.
/// </summary>
/// <param name="Name">Of the handler that it makes.</param>
/// <param name="Make">Makes one that has seen nothing.</param>
public sealed record HandlerPlan(string Name, Func<LaneHandler> Make);
