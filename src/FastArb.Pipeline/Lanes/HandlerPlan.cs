using FastArb.Market;

namespace FastArb.Pipeline;

/// <summary>
/// A handler that an engine is to have. It can be made anew: for another lane, after a crash, in a replay.
/// </summary>
/// <param name="Name">Of the handler that it makes.</param>
/// <param name="Make">Makes one that has seen nothing, for a lane that quotes routes for all of its
/// handlers.</param>
public sealed record HandlerPlan(string Name, Func<RouteQuotes, LaneHandler> Make)
{
    /// <summary>Of a handler that asks for no quotes.</summary>
    public HandlerPlan(string name, Func<LaneHandler> make)
        : this(name, _ => make()) { }
}
