using System.Collections.Immutable;
using FastArb.EvmMath;

namespace FastArb.Chain;

/// <summary>
/// Which logs are wanted: of these addresses, with one of these topics in each place. An empty list takes
/// anything; an empty <see cref="Topic0"/> also logs that have no topics.
/// </summary>
public sealed record WatchRule(string Name)
{
    public ImmutableArray<Address> Addresses { get; init; } = [];

    public ImmutableArray<UInt256> Topic0 { get; init; } = [];

    public ImmutableArray<UInt256> Topic1 { get; init; } = [];

    public ImmutableArray<UInt256> Topic2 { get; init; } = [];

    /// <summary>Every log of the chain.</summary>
    public static WatchRule Everything { get; } = new("everything");
}
