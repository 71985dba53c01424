using System.Collections.Immutable;
using FastArb.EvmMath;

namespace FastArb.Market.Internals;

/// <summary>
/// What has to be true before a pool is loaded, and only the chain can say: that its tokens have the decimals
/// of the configuration, and that the factory made it, where its address does not prove that.
/// </summary>
internal sealed class PoolAdmission(MarketPlan plan)
{
    // Instead of a token's index.
    private const int Factory = -1;

    private readonly bool[] _tokens = new bool[plan.Tokens.Count];
    private readonly bool[] _pools = new bool[plan.Pools.Length];

    /// <summary>What is still to be asked of a pool: a token's index each, or the factory.</summary>
    public ImmutableArray<int> ChecksOf(Pool pool)
    {
        ImmutableArray<int>.Builder checks = ImmutableArray.CreateBuilder<int>();
        foreach (Token token in (ReadOnlySpan<Token>)[pool.Token0, pool.Token1])
        {
            if (!_tokens[token.Index])
            {
                checks.Add(token.Index);
            }
        }

        if (pool.Venue.InitCodeHash is null && !_pools[pool.Index])
        {
            checks.Add(Factory);
        }

        return checks.DrainToImmutable();
    }

    public ContractCall QuestionOf(Pool pool, int check) =>
        check == Factory
            ? pool.Venue.Kind.FactoryQuestion(
                pool.Venue,
                pool.Token0.Address,
                pool.Token1.Address,
                pool.FeePips
            )
            // decimals().
            : new CallData(0x313ce567).To(plan.Tokens[check].Address, wordsMax: 1);

    /// <summary>Why a pool is not what the configuration says, or null.</summary>
    public string? Take(Pool pool, int check, ReadOnlyMemory<byte> result)
    {
        bool isWord = result.Length == UInt256.ByteCount;
        UInt256 word = isWord ? CallResult.Word(result, 0) : default;
        if (check == Factory)
        {
            if (!isWord || !Address.TryFromWord(in word, out Address made) || made != pool.Address)
            {
                return $"the factory of {pool.Venue.Name} did not make it";
            }

            _pools[pool.Index] = true;
            return null;
        }

        Token token = plan.Tokens[check];
        if (!isWord || word != (UInt256)token.Decimals)
        {
            return isWord
                ? $"its token {token.Name} has {word} decimals on the chain, not {token.Decimals}"
                : $"its token {token.Name} does not say its decimals";
        }

        _tokens[check] = true;
        return null;
    }
}
