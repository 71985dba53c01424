using FastArb.EvmMath;
using FastArb.Market;

namespace FastArb.Markets;

/// <summary>A pool that the market's file asks for, or may find: whether it exists, the chain says.</summary>
/// <param name="Venue">Where it would be.</param>
/// <param name="Token0">The token of the lower address.</param>
/// <param name="Token1">The other one.</param>
/// <param name="Fee">Its tier, or its venue's fee, in pips.</param>
/// <param name="TickSpacing">0 where there are no ticks.</param>
/// <param name="Address">
/// Computed, which proves it; of a venue without a code's hash what the file says, if it does: the
/// factory has
/// to confirm it.
/// </param>
internal sealed record PoolCandidate(
    Venue Venue,
    Token Token0,
    Token Token1,
    uint Fee,
    int TickSpacing,
    Address? Address
)
{
    /// <summary>Computed from the factory's address and its code.</summary>
    public bool IsProven => Venue.InitCodeHash is not null;

    /// <summary>As a command takes it.</summary>
    public string Name => PoolNames.Of(Venue, Token0, Token1, Fee);

    public Pool At(Address address) => new(0, Venue, address, default, Token0, Token1, Fee, TickSpacing);
}
