using System.Collections.Immutable;
using FastArb.Ring;

namespace FastArb.Pipeline;

/// <summary>What a user wants of a <see cref="LanePlan"/>; what is left out, the machine decides.</summary>
public sealed record LaneWishes
{
    /// <summary>How many lanes; 0: one, fused with the reader; null: as many as suit the machine.</summary>
    public int? Lanes { get; init; }

    /// <summary>The reader's core and then each lane's; none: as suits the machine.</summary>
    public ImmutableArray<int> Cores { get; init; } = [];

    /// <summary>How threads wait; null: as suits the machine.</summary>
    public WaitStyle? WaitStyle { get; init; }
}
