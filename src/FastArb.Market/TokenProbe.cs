using FastArb.EvmMath;

namespace FastArb.Market;

/// <summary>
/// Tries a token out with what a pool holds of it, by a question that moves nothing: a part of it goes to
/// another account and back, and must arrive whole both times. A token that takes a fee, blocks the pool or
/// lies about balances is found out, and can be asked again later: some change their mind.
/// </summary>
public static partial class TokenProbe
{
    private const int WordCount = 8;

    // A hundredth of what the pool holds, as a trade might take.
    private const uint PartOfHoldings = 100;

    /// <summary>The account on the other side: nobody's.</summary>
    public static Address Other { get; } = Address.FromLowBits(Keccak256.Hash("fastarb token probe"u8));

    /// <summary>How much is sent there and back where a pool says that it holds so much.</summary>
    public static UInt256 AmountOf(in UInt256 held) => held < PartOfHoldings ? held : held / PartOfHoldings;

    /// <summary>The question, in which the pool's and the other account's code is ours.</summary>
    public static ContractCall CallOf(Address pool, Token token, in UInt256 amount)
    {
        ArgumentNullException.ThrowIfNull(token);
        // probe(address,address,uint256).
        ContractCall call = new CallData(0xdd8e5ec9).Add(token.Address).Add(Other).Add(amount).To(pool);
        return call with { CodeInPlaceOf = [pool, Other] };
    }

    /// <summary>
    /// What is wrong with the token, as a sentence without its beginning; null where nothing is.
    /// </summary>
    /// <param name="result">The bytes that came back; none where the question failed.</param>
    /// <param name="amount">What was sent there and back.</param>
    /// <param name="held">What the pool says that it holds; it may hold more.</param>
    public static string? FaultOf(ReadOnlyMemory<byte> result, in UInt256 amount, in UInt256 held)
    {
        if (result.Length != WordCount * UInt256.ByteCount)
        {
            return "cannot be tried out";
        }

        bool sent = CallResult.Word(result, 0) == UInt256.One;
        bool sentBack = CallResult.Word(result, 1) == UInt256.One;
        UInt256 pool = CallResult.Word(result, 2);
        UInt256 other = CallResult.Word(result, 3);
        UInt256 poolBetween = CallResult.Word(result, 4);
        UInt256 otherBetween = CallResult.Word(result, 5);
        if (pool == UInt256.MaxValue || other == UInt256.MaxValue)
        {
            return "does not say who holds how much";
        }

        if (pool < held)
        {
            return $"says that the pool holds {pool}, which holds {held}";
        }

        if (!sent)
        {
            return "cannot be sent by the pool";
        }

        if (pool - poolBetween != amount || otherBetween - other != amount)
        {
            return $"arrives as {otherBetween - other} and is taken as {pool - poolBetween} "
                + $"where {amount} are sent";
        }

        if (!sentBack)
        {
            return "cannot be sent to the pool";
        }

        return CallResult.Word(result, 6) == pool && CallResult.Word(result, 7) == other
            ? null
            : $"does not come back whole to the pool, where {amount} are sent";
    }
}
