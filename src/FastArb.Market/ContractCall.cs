using System.Collections.Immutable;
using FastArb.EvmMath;

namespace FastArb.Market;

/// <summary>A question to a contract: <c>eth_call</c> of it with these bytes.</summary>
public sealed record ContractCall(Address To, ImmutableArray<byte> Data)
{
    /// <summary>
    /// Accounts that have the code of <see cref="TokenProbe"/> for as long as the question lasts.
    /// </summary>
    public ImmutableArray<Address> CodeInPlaceOf { get; init; } = [];
}
