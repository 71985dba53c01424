using System.Collections.Immutable;

namespace FastArb.Pipeline;

/// <summary>A lane's place in a plan.</summary>
/// <param name="Core">The core that its thread is pinned to; null: none.</param>
/// <param name="Handlers">By their numbers in the engine's plan, ascending.</param>
public sealed record LaneSeat(int? Core, ImmutableArray<int> Handlers);
