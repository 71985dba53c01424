using System.Collections.Immutable;
using FastArb.EvmMath;

namespace FastArb.Chain;

/// <summary>
/// What a room wants a contract to say: <c>eth_call</c> in the state after a block. Each that is asked is
/// answered once, by an <see cref="ChainEventKind.Answer"/>, however long that takes.
/// </summary>
/// <param name="Tag">The asker's own number for it: the answer carries it.</param>
/// <param name="Block">In whose state; the hash decides, the number is for the answer.</param>
/// <param name="To">The contract.</param>
/// <param name="Data">What it is called with.</param>
public sealed record ContractQuestion(ulong Tag, BlockIdentity Block, Address To, ImmutableArray<byte> Data)
{
    /// <summary>
    /// Accounts that have <see cref="Code"/> for as long as the question lasts. Not every node can do that.
    /// </summary>
    public ImmutableArray<Address> CodeInPlaceOf { get; init; } = [];

    public ImmutableArray<byte> Code { get; init; } = [];
}
