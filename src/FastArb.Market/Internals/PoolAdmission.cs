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

    private const int NoPool = -1;

    // Without an answer, while others are answered: then it is the tokens, not the node.
    private const int MissedMax = 3;

    private readonly bool[] _tokens = new bool[plan.Tokens.Count];
    private readonly bool[] _pools = new bool[plan.Pools.Length];
    private readonly bool[] _isUntried = new bool[plan.Pools.Length];

    // Of trials without an answer in a row, each since which others were answered; and how many were then.
    private readonly int[] _missed = new int[plan.Pools.Length];
    private readonly long[] _answeredWhenMissed = new long[plan.Pools.Length];
    private long _answered;
    private int _lastAnswered = NoPool;

    /// <summary>Whether the node answers trials, as far as is known: not every node can.</summary>
    public bool CanTry { get; private set; }

    /// <summary>Pools whose last trial was no answer.</summary>
    public int UntriedCount { get; private set; }

    public bool IsUntried(int pool) => _isUntried[pool];

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

    public void Save(BinaryWriter writer)
    {
        writer.Write(_tokens);
        writer.Write(_pools);
        writer.Write(_isUntried);
        for (int pool = 0; pool < _missed.Length; pool++)
        {
            writer.Write(_missed[pool]);
            writer.Write(_answeredWhenMissed[pool]);
        }

        writer.Write(_answered);
        writer.Write(_lastAnswered);
        writer.Write(CanTry);
        writer.Write(UntriedCount);
    }

    public void Restore(BinaryReader reader)
    {
        reader.Read(_tokens);
        reader.Read(_pools);
        reader.Read(_isUntried);
        for (int pool = 0; pool < _missed.Length; pool++)
        {
            _missed[pool] = reader.ReadInt32();
            _answeredWhenMissed[pool] = reader.ReadInt64();
        }

        _answered = reader.ReadInt64();
        _lastAnswered = reader.ReadInt32();
        CanTry = reader.ReadBoolean();
        UntriedCount = reader.ReadInt32();
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
        if (!TokenProbe.IsAnswer(result))
        {
            return TakeNoAnswer(pool.Index);
        }

        SetUntried(pool.Index, false);
        _missed[pool.Index] = 0;
        _answered++;
        CanTry = true;
        string? fault = TokenProbe.FaultOf(result, 0, held0);
        if (fault is not null)
        {
            return $"its token {pool.Token0.Name} {fault}";
        }

        fault = TokenProbe.FaultOf(result, 1, held1);
        if (fault is not null)
        {
            return $"its token {pool.Token1.Name} {fault}";
        }

        _lastAnswered = pool.Index;
        return null;
    }

    // It says nothing of the pool by itself: the node may not be able to, or this time not.
    private string? TakeNoAnswer(int pool)
    {
        SetUntried(pool, true);
        if (pool == _lastAnswered)
        {
            CanTry = false;
        }

        if (_answered > _answeredWhenMissed[pool])
        {
            _answeredWhenMissed[pool] = _answered;
            _missed[pool]++;
        }

        return _missed[pool] < MissedMax ? null : "its tokens cannot be tried out";
    }

    private void SetUntried(int pool, bool isUntried)
    {
        UntriedCount += (isUntried ? 1 : 0) - (_isUntried[pool] ? 1 : 0);
        _isUntried[pool] = isUntried;
    }
}
