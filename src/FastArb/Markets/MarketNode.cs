using System.Globalization;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;
using FastArb.Feeds;
using FastArb.Market;

namespace FastArb.Markets;

/// <summary>
/// Reads a market from a node at one block, named by its hash: which of its pools exist and may enter, and
/// their whole state.
/// </summary>
internal sealed class MarketNode : IDisposable
{
    // Rounds are asked of as many pools at once as give questions for a while, so that progress is seen.
    private const int PoolsPerRound = 64;

    private readonly MarketSettings _market;
    private readonly MarketRequest _request;
    private readonly ProgressLine _progress;
    private readonly CancellationToken _cancellation;
    private readonly FetchNode _node;

    public MarketNode(
        MarketSettings market,
        MarketRequest request,
        ProgressLine progress,
        CancellationToken cancellation
    )
    {
        _market = market;
        _request = request;
        _progress = progress;
        _cancellation = cancellation;
        _node = Open(new WatchRules([WatchRule.Everything]));
        ulong chain = _node.ChainId();
        if (chain != (ulong)market.ChainId)
        {
            _node.Dispose();
            throw new CommandFailure(
                ExitCode.Configuration,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{request.Node} serves chain {chain}; the market of {market.File} is of chain"
                        + $" {market.ChainId} (name another node, or another --config)"
                )
            );
        }
    }

    /// <summary>The block that was asked for, as the node has it now.</summary>
    public BlockIdentity Block(string? block = null) => _node.BlockAt(block ?? _request.Block);

    /// <summary>Another way to the same node, for logs that some rules want.</summary>
    public FetchNode Open(WatchRules rules) =>
        new(
            _request.Node!,
            new RpcHttpOptions { AllowPlainText = _request.AllowPlainText },
            rules,
            _progress.Show,
            _cancellation
        );

    /// <summary>
    /// Asks each factory for its pool and each token for its decimals. A pool enters when its address is the
    /// computed one, or else when its factory names it, and its tokens are as the file says.
    /// </summary>
    public PoolFinding[] Find(IReadOnlyList<PoolCandidate> candidates, BlockIdentity block)
    {
        Token[] tokens = [.. candidates.SelectMany(pool => (Token[])[pool.Token0, pool.Token1]).Distinct()];
        ContractCall[] calls =
        [
            // decimals().
            .. tokens.Select(token => new CallData(0x313ce567).To(token.Address)),
            .. candidates.Select(pool =>
                pool.Venue.Kind.FactoryQuestion(
                    pool.Venue,
                    pool.Token0.Address,
                    pool.Token1.Address,
                    pool.Fee
                )
            ),
        ];
        ReadOnlyMemory<byte>[] answers = Ask("looking for pools", calls, block);
        Dictionary<Token, string> refused = [];
        for (int i = 0; i < tokens.Length; i++)
        {
            if (RefusalOf(tokens[i], answers[i]) is string refusal)
            {
                refused.Add(tokens[i], refusal);
            }
        }

        return
        [
            .. candidates.Select(
                (candidate, place) => Find(candidate, answers[tokens.Length + place], refused)
            ),
        ];
    }

    /// <summary>One pool that must be there, and its whole state.</summary>
    public (Pool Pool, PoolContent Content) ReadOne(PoolCandidate candidate, BlockIdentity block)
    {
        PoolFinding finding = Find([candidate], block)[0];
        if (finding.Pool is not Pool pool)
        {
            throw finding.Refusal is null
                ? new CommandFailure(
                    ExitCode.UsageOrNotFound,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{candidate.Name} is not there at block {block.Number} (see fastarb pools list)"
                    )
                )
                : new CommandFailure(
                    ExitCode.DataInvalid,
                    $"{candidate.Name} is refused: {finding.Refusal} (correct the market's file)"
                );
        }

        (PoolContent? content, string? fault) = Read([pool], block)[0];
        return content is not null && fault is null
            ? (pool, content)
            : throw new CommandFailure(
                ExitCode.DataInvalid,
                $"{candidate.Name} is refused: {fault ?? "it has no state"} (look at it on an explorer)"
            );
    }

    /// <summary>The whole state of each pool; a sentence instead where it does not answer as one.</summary>
    public (PoolContent? Content, string? Fault)[] Read(IReadOnlyList<Pool> pools, BlockIdentity block)
    {
        List<(PoolContent? Content, string? Fault)> all = [];
        foreach (Pool[] some in pools.Chunk(PoolsPerRound))
        {
            all.AddRange(ReadSome(some, block, all.Count, pools.Count));
        }

        return [.. all];
    }

    public void Dispose() => _node.Dispose();

    private (PoolContent? Content, string? Fault)[] ReadSome(
        Pool[] pools,
        BlockIdentity block,
        int before,
        int count
    )
    {
        PoolReading[] readings = Array.ConvertAll(pools, pool => pool.Venue.Kind.BeginReading(pool));
        string?[] faults = new string?[pools.Length];
        string what = string.Create(
            CultureInfo.InvariantCulture,
            $"reading pools {before + 1} to {before + pools.Length} of {count}"
        );
        while (true)
        {
            int[] open =
            [
                .. Enumerable
                    .Range(0, pools.Length)
                    .Where(place => faults[place] is null && !readings[place].Calls.IsEmpty),
            ];
            if (open.Length == 0)
            {
                return [.. readings.Select((reading, place) => (reading.Content, faults[place]))];
            }

            ReadOnlyMemory<byte>[] answers = Ask(
                what,
                [.. open.SelectMany(place => readings[place].Calls)],
                block
            );
            int at = 0;
            foreach (int place in open)
            {
                int length = readings[place].Calls.Length;
                faults[place] = readings[place].Take([.. answers.AsSpan(at, length)]);
                at += length;
            }
        }
    }

    private ReadOnlyMemory<byte>[] Ask(string what, ContractCall[] calls, BlockIdentity block) =>
        _node.Ask(
            calls,
            block,
            done =>
                _progress.Show(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{what}: {done:#,0} of {calls.Length:#,0} answers"
                    )
                )
        );

    private static PoolFinding Find(
        PoolCandidate candidate,
        ReadOnlyMemory<byte> answer,
        Dictionary<Token, string> refused
    )
    {
        if (answer.Length != UInt256.ByteCount || CallResult.Word(answer, 0).BitLength > 160)
        {
            return new PoolFinding(
                candidate,
                null,
                $"the factory of {candidate.Venue.Name} does not answer as one"
            );
        }

        Address address = Address.FromLowBits(CallResult.Word(answer, 0));
        if (address == default)
        {
            return new PoolFinding(candidate, null, null);
        }

        if (candidate.Address is Address expected && expected != address)
        {
            return new PoolFinding(
                candidate,
                null,
                $"the factory of {candidate.Venue.Name} names {address}, not {expected}"
            );
        }

        string? refusal =
            refused.GetValueOrDefault(candidate.Token0) ?? refused.GetValueOrDefault(candidate.Token1);
        return new PoolFinding(candidate, refusal is null ? candidate.At(address) : null, refusal);
    }

    private static string? RefusalOf(Token token, ReadOnlyMemory<byte> answer)
    {
        if (answer.Length != UInt256.ByteCount)
        {
            return $"{token.Name} does not answer as a token";
        }

        UInt256 decimals = CallResult.Word(answer, 0);
        return decimals == (UInt256)token.Decimals
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{token.Name} has {decimals} decimals, not {token.Decimals}"
            );
    }
}
