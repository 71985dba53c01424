using System.Collections.Immutable;
using FastArb.EvmMath;

namespace FastArb.Market.Internals;

/// <summary>
/// What has to be true before a pool is loaded, and only the chain can say: that its tokens have the decimals
/// of the configuration and arrive whole where they are sent, and that the factory made it, where its address
/// does not prove that.
/// </summary>
internal sealed class PoolAdmission(MarketPlan plan, bool triesTokensOut)
{
    // Instead of a token's index.
    private const int Factory = -1;
    private const int Trial = -2;

    private readonly bool[] _tokens = new bool[plan.Tokens.Count];
    private readonly bool[] _pools = new bool[plan.Pools.Length];
    private bool _canTry;

    /// <summary>How often a pool was let in whose tokens could not be tried out: the node cannot.</summary>
    public long UntriedCount { get; private set; }

    /// <summary>What is asked of a pool whenever it is looked at: a token can change its mind.</summary>
    public ImmutableArray<int> TrialsOf(Pool pool) => triesTokensOut && pool.Id.IsZero ? [Trial] : [];

    /// <summary>
    /// What is still to be asked of a pool: its trials, a token's index each, the factory.
    /// </summary>
    public ImmutableArray<int> ChecksOf(Pool pool)
    {
        // A trial goes alone, so it comes first: the others, and the reading behind them, stay together.
        ImmutableArray<int>.Builder checks = ImmutableArray.CreateBuilder<int>();
        checks.AddRange(TrialsOf(pool));
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
        check switch
        {
            Trial => TokenProbe.CallOf(pool.Address, pool.Token0.Address, pool.Token1.Address),
            Factory => pool.Venue.Kind.FactoryQuestion(
                pool.Venue,
                pool.Token0.Address,
                pool.Token1.Address,
                pool.FeePips
            ),
            // decimals().
            _ => new CallData(0x313ce567).To(plan.Tokens[check].Address, wordsMax: 1),
        };

    /// <summary>
    /// Why a pool is not what the configuration says, or null: by what was asked beside its state, and by
    /// <paramref name="misread"/>, which the state's reading has said. What a trial says comes last, since
    /// nothing can be tried out at a pool that is none.
    /// </summary>
    public string? FaultOf(Pool pool, PoolJob job, string? misread)
    {
        string? fault = null;
        ReadOnlyMemory<byte>? trial = null;
        for (int i = 0; i < job.Checks.Length && fault is null; i++)
        {
            if (job.Checks[i] == Trial)
            {
                trial = job.Results[i];
            }
            else
            {
                fault = Take(pool, job.Checks[i], job.Results[i]);
            }
        }

        fault ??= misread;
        if (fault is null && trial is { } tried)
        {
            // What a concentrated pool holds does not follow from its state.
            PoolContent? content = job.Reading.Content;
            fault = TakeTrial(pool, tried, content?.Reserve0 ?? 0, content?.Reserve1 ?? 0);
        }

        return fault;
    }

    private string? Take(Pool pool, int check, ReadOnlyMemory<byte> result)
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

    private string? TakeTrial(Pool pool, ReadOnlyMemory<byte> result, UInt128 held0, UInt128 held1)
    {
        _canTry |= TokenProbe.IsAnswer(result);
        if (!_canTry)
        {
            UntriedCount++;
            return null;
        }

        string? fault = TokenProbe.FaultOf(result, 0, held0);
        if (fault is not null)
        {
            return $"its token {pool.Token0.Name} {fault}";
        }

        fault = TokenProbe.FaultOf(result, 1, held1);
        return fault is null ? null : $"its token {pool.Token1.Name} {fault}";
    }
}
