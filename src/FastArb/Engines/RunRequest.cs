using System.Collections.Immutable;

namespace FastArb.Engines;

/// <summary>What <c>fastarb run</c> was asked for.</summary>
/// <param name="Folder">Of the run.</param>
/// <param name="Arguments">What the engine is started with.</param>
/// <param name="Hops">Legs of its longest route.</param>
/// <param name="IsDetached">Whether the engine goes on when this process dies.</param>
internal sealed record RunRequest(string Folder, ImmutableArray<string> Arguments, int Hops, bool IsDetached);
