using FastArb.EvmMath;

namespace FastArb.Market;

/// <summary>
/// Tries a pool's tokens out with what it holds of them, by a question that moves nothing: a part goes to
/// another account and back, and must arrive whole both times. A token that takes a fee, blocks the pool or
/// lies about balances is found out, and can be asked again later: some change their mind.
/// </summary>
public static partial class TokenProbe
{
    private const int WordCount = 9;
    private const int TokenCount = 2;

    /// <summary>The account on the other side: nobody's.</summary>
    public static Address Other { get; } = Address.FromLowBits(Keccak256.Hash("fastarb token probe"u8));

    /// <summary>The question, in which the pool's and the other account's code is ours.</summary>
    public static ContractCall CallOf(Address pool, Address token0, Address token1)
    {
        // probe(address,address,address).
        CallData data = new CallData(0xde751015).Add(token0).Add(token1).Add(Other);
        return data.To(pool, TokenCount * WordCount) with { CodeInPlaceOf = [pool, Other] };
    }

    /// <summary>Whether this is an answer at all: not every node can put other code in place.</summary>
    public static bool IsAnswer(ReadOnlyMemory<byte> result) =>
        result.Length == TokenCount * WordCount * UInt256.ByteCount;

    /// <summary>
    /// What is wrong with a token, as a sentence without its beginning; null where nothing is.
    /// </summary>
    /// <param name="result">The bytes that came back; none where the question failed.</param>
    /// <param name="token">0 or 1, as they were named.</param>
    /// <param name="held">What the pool says that it holds; it may hold more.</param>
    public static string? FaultOf(ReadOnlyMemory<byte> result, int token, in UInt256 held)
    {
        if (!IsAnswer(result))
        {
            return "cannot be tried out";
        }

        result = result[(token * WordCount * UInt256.ByteCount)..];
        bool sent = CallResult.Word(result, 0) == UInt256.One;
        bool sentBack = CallResult.Word(result, 1) == UInt256.One;
        UInt256 pool = CallResult.Word(result, 2);
        UInt256 other = CallResult.Word(result, 3);
        UInt256 taken = pool - CallResult.Word(result, 4);
        UInt256 come = CallResult.Word(result, 5) - other;
        UInt256 amount = CallResult.Word(result, 8);
        if (pool == UInt256.MaxValue || other == UInt256.MaxValue)
        {
            return "does not say who holds how much";
        }

        if (pool < held)
        {
            return $"says that the pool holds {pool}, where the pool says {held}";
        }

        if (!sent)
        {
            return "cannot be sent by the pool";
        }

        if (taken != amount || come != amount)
        {
            return $"arrives as {come} and is taken as {taken} where {amount} are sent";
        }

        if (!sentBack && !amount.IsZero)
        {
            return "cannot be sent to the pool";
        }

        return CallResult.Word(result, 6) == pool && CallResult.Word(result, 7) == other
            ? null
            : $"does not come back whole to the pool where {amount} are sent";
    }
}
