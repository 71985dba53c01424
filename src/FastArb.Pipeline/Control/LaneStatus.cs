using System.Collections.Immutable;

namespace FastArb.Pipeline;

/// <summary>How a lane is.</summary>
/// <param name="Name">Of the lane.</param>
/// <param name="Behind">Events that it has not taken yet.</param>
/// <param name="Handlers">What runs on it.</param>
public sealed record LaneStatus(string Name, long Behind, ImmutableArray<HandlerStatus> Handlers);
