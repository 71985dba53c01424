using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Market;

namespace FastArb.Benchmarks;

/// <summary>
/// A log of a pool on its way through a lane's market: found, read, applied and journalled. Of a
/// thousand live
/// pools, one after the other.
/// </summary>
[MemoryDiagnoser]
public class LiveMarket_Logs
{
    private const int PoolCount = 1_000;

    private readonly ChainEvent[] _logs = new ChainEvent[PoolCount];
    private LiveMarket _market = null!;
    private long _block = 1;

    [GlobalSetup]
    public void Setup()
    {
        Token token0 = new(0, "A", Address.FromLowBits(1), 18, CountsAsUsd: false);
        Token token1 = new(0, "B", Address.FromLowBits(2), 18, CountsAsUsd: false);
        TokenList tokens = new([token0, token1], ImmutableDictionary<string, ImmutableArray<string>>.Empty);
        Venue venue = new("V", new UniswapV2Kind(), default, UInt256.One, SwapFee.Uniswap, []);
        MarketPlan plan = new(
            1,
            tokens,
            [venue],
            Enumerable
                .Range(0, PoolCount)
                .Select(i => new Pool(
                    i,
                    venue,
                    Address.FromLowBits((UInt256)(1_000 + i)),
                    UInt256.Zero,
                    tokens[0],
                    tokens[1],
                    3_000,
                    0
                ))
        );
        WatchRules rules = plan.ToWatchRules();
        _market = new LiveMarket(
            new PoolTable(plan),
            rules,
            new LiveMarketOptions { AuditBlocks = 0, QuestionsMax = 200 }
        );
        Begin();
        ChainEvent seal = new() { Kind = ChainEventKind.BlockSealed, BlockNumber = _block };
        _market.On(in seal);
        while (_market.TryTakeQuestion(out ContractQuestion? question))
        {
            Answer(question);
        }

        if (_market.LiveCount != PoolCount)
        {
            throw new InvalidOperationException($"{_market.LiveCount} pools are live");
        }

        for (int i = 0; i < PoolCount; i++)
        {
            ref ChainEvent log = ref _logs[i];
            log.Kind = ChainEventKind.Log;
            log.Source = i * 7 % PoolCount;
            log.DataLength = 2 * UInt256.ByteCount;
            log.WordCount = 3;
            log.Words[1] = (UInt256)(1_000_000 + i);
            log.Words[2] = (UInt256)(2_000_000 + i);
        }
    }

    [Benchmark(OperationsPerInvoke = PoolCount)]
    public MarketUpdate Sync()
    {
        Begin();
        MarketUpdate update = default;
        foreach (ref readonly ChainEvent log in _logs.AsSpan())
        {
            update = _market.On(in log);
        }

        return update;
    }

    private void Begin()
    {
        ChainEvent begin = new() { Kind = ChainEventKind.BlockBegin, BlockNumber = ++_block };
        begin.Words[0] = (UInt256)_block;
        _market.On(in begin);
    }

    // No Multicall3; 18 decimals, or three words of reserves.
    private void Answer(ContractQuestion question)
    {
        ChainEvent e = new() { Kind = ChainEventKind.Answer, BlockNumber = question.Block.Number };
        e.Words[1] = new UInt256(question.Tag);
        bool isToken = question.To == Address.FromLowBits(1) || question.To == Address.FromLowBits(2);
        bool isPool = question.To > Address.FromLowBits(2) && question.Data.Length == sizeof(uint);
        int words = isToken ? 1 : 3;
        if (isToken || isPool)
        {
            e.DataLength = words * UInt256.ByteCount;
            e.WordCount = (byte)(ChainEvent.AnswerWordsAt + words);
            e.Words[2] = 18;
            e.Words[3] = 18;
        }

        _market.On(in e);
    }
}
