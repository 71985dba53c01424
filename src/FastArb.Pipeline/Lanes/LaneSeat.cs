using System.Collections.Immutable;

namespace FastArb.Pipeline;

/// <summary>A lane's place in a plan.</summary>
/// <param name="Core">The core that its thread is pinned to; null: none.</param>
/// <param name="Handlers">By their numbers in the engine's plan, ascending.</param>
public sealed record LaneSeat(int? Core, ImmutableArray<int> Handlers)
{
    // Handlers are dealt out in turn: neighbours in a configuration are often alike, and are spread.
    internal static LaneSeat Of(int lane, int lanes, int handlers, int? core) =>
        new(core, [.. Enumerable.Range(0, handlers).Where(handler => handler % lanes == lane)]);
}
