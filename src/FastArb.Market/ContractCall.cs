using System.Collections.Immutable;
using FastArb.EvmMath;

namespace FastArb.Market;

/// <summary>A question to a contract: <c>eth_call</c> of it with these bytes.</summary>
/// <param name="To">The contract.</param>
/// <param name="Data">What it is called with.</param>
/// <param name="WordsMax">The words that it is expected to answer with, at most: how many such questions go
/// into one depends on that, nothing else.</param>
public sealed record ContractCall(
    Address To,
    ImmutableArray<byte> Data,
    int WordsMax = ContractCall.WordsMaxDefault
)
{
    public const int WordsMaxDefault = 8;

    /// <summary>
    /// Accounts that have the code of <see cref="TokenProbe"/> for as long as the question lasts.
    /// </summary>
    public ImmutableArray<Address> CodeInPlaceOf { get; init; } = [];
}
