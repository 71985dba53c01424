using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Market;
using FastArb.Simulation;
using Xunit;

namespace FastArb.Tests.Market.Loading;

/// <summary>A market that is told of blocks by hand, without a feed, and whose questions wait for an
/// answer.</summary>
internal sealed class MarketScene
{
    private readonly WatchRules _rules;
    private readonly MadeContracts _contracts;

    public MarketScene(
        MadeMarket made,
        MadeContracts? contracts = null,
        LiveMarketOptions? options = null,
        PoolTableOptions? table = null
    )
    {
        Made = made;
        _contracts = contracts ?? new MadeContracts(made);
        _rules = made.Plan.ToWatchRules();
        Market = new LiveMarket(
            new PoolTable(made.Plan, table ?? new LoadingPlan(0).Table),
            _rules,
            options ?? new LiveMarketOptions { AuditBlocks = 0 }
        );
        Head = made.First;
    }

    public MadeMarket Made { get; }

    public LiveMarket Market { get; }

    public SimulatedBlock Head { get; private set; }

    /// <summary>Changes what is answered to a question.</summary>
    public Func<ContractQuestion, (AnswerOutcome Outcome, ReadOnlyMemory<byte> Bytes)>? Answers { get; set; }

    public long QuestionCount { get; private set; }

    /// <summary>Some pools are known after so many blocks, and the market begins there.</summary>
    public void Begin(int blocks, Predicate<Pool> isKnown)
    {
        for (int i = 0; i < blocks; i++)
        {
            Head = Made.Next(Head);
        }

        Market.Begin(
            new BlockIdentity(Head.Number, Head.Hash),
            [
                .. Made
                    .Plan.Pools.Where(pool => isKnown(pool))
                    .Select(pool => (pool.Index, Made.StateOf(pool.Index, Head.Hash))),
            ]
        );
    }

    /// <summary>The next block, sealed, and every question answered.</summary>
    public void Next()
    {
        Tell(Made.Next(Head));
        Seal();
        AnswerAll();
    }

    public void Next(int blocks)
    {
        for (int i = 0; i < blocks; i++)
        {
            Next();
        }
    }

    /// <summary>A block begins, and all of its logs.</summary>
    public void Tell(SimulatedBlock block)
    {
        Head = block;
        ChainEvent begin = Event(ChainEventKind.BlockBegin, block.Number);
        begin.Words[0] = block.Hash;
        begin.Words[1] = block.ParentHash;
        Market.On(in begin);
        for (int i = 0; i < block.Logs.Length; i++)
        {
            if (TryEventOf(block, i, out ChainEvent e))
            {
                Market.On(in e);
            }
        }
    }

    public MarketUpdate Seal(SealReason reason = SealReason.Complete)
    {
        ChainEvent e = Event(ChainEventKind.BlockSealed, Head.Number);
        e.Words[0] = Head.Hash;
        e.Detail = (byte)reason;
        return Market.On(in e);
    }

    public MarketUpdate Back(SimulatedBlock block, ChainEventKind kind = ChainEventKind.Reorg)
    {
        Head = block;
        ChainEvent e = Event(kind, block.Number);
        e.Words[0] = block.Hash;
        return Market.On(in e);
    }

    public bool TryEventOf(SimulatedBlock block, int index, out ChainEvent e)
    {
        SimulatedLog log = block.Logs[index];
        e = Event(ChainEventKind.Log, block.Number);
        if (!_rules.TryMatch(log.Address, log.Topics.AsSpan(), out WatchMatch match))
        {
            return false;
        }

        e.LogIndex = (uint)index;
        e.TransactionIndex = (uint)log.TransactionIndex;
        e.Source = match.Source;
        e.Rule = match.Rule;
        e.TopicIndex = match.TopicIndex;
        e.TopicCount = (byte)(log.Topics.Length - 1);
        e.DataLength = log.Data.Length;
        e.Words[0] = log.Address.ToWord();
        for (int i = 1; i < log.Topics.Length; i++)
        {
            e.Words[i] = log.Topics[i];
        }

        for (int i = 0; i < log.Data.Length / UInt256.ByteCount; i++)
        {
            ReadOnlySpan<byte> word = log.Data.Span.Slice(i * UInt256.ByteCount, UInt256.ByteCount);
            e.Words[log.Topics.Length + i] = UInt256.ReadBigEndian(word);
        }

        return true;
    }

    public void AnswerAll()
    {
        while (Market.TryTakeQuestion(out ContractQuestion? question))
        {
            Answer(question);
        }
    }

    /// <summary>The next question, unanswered.</summary>
    public ContractQuestion Take()
    {
        Assert.True(Market.TryTakeQuestion(out ContractQuestion? question));
        return question;
    }

    public void Answer(ContractQuestion question)
    {
        QuestionCount++;
        (AnswerOutcome outcome, ReadOnlyMemory<byte> bytes) = Answers?.Invoke(question) ?? Truth(question);
        byte[] padded = new byte[(bytes.Length + 31) & -32];
        bytes.CopyTo(padded);
        int at = 0;
        byte part = 0;
        do
        {
            ChainEventKind kind = part == 0 ? ChainEventKind.Answer : ChainEventKind.AnswerPart;
            ChainEvent e = Event(kind, question.Block.Number);
            e.Detail = (byte)outcome;
            e.DataLength = bytes.Length;
            e.Part = part++;
            int word = 0;
            if (kind == ChainEventKind.Answer)
            {
                e.Words[0] = question.Block.Hash;
                e.Words[1] = question.Tag;
                word = 2;
            }

            for (; word < ChainEventWords.Count && at < padded.Length; word++, at += UInt256.ByteCount)
            {
                e.Words[word] = UInt256.ReadBigEndian(padded.AsSpan(at, UInt256.ByteCount));
            }

            e.WordCount = (byte)word;
            Market.On(in e);
        } while (at < padded.Length);
    }

    /// <summary>What the contracts say.</summary>
    public (AnswerOutcome Outcome, ReadOnlyMemory<byte> Bytes) Truth(ContractQuestion question)
    {
        SimulatedBlock block = Made.BlockOf(question.Block.Hash);
        NodeCallResult result = _contracts.Answer(new NodeCall(question.To, question.Data.ToArray(), block));
        return result.HasReverted ? (AnswerOutcome.Reverted, default) : (AnswerOutcome.Ok, result.Data);
    }

    /// <summary>Every live pool is as the chain has it.</summary>
    public void MustBeTrue()
    {
        foreach (Pool pool in Made.Plan.Pools)
        {
            if (Market.Table.StatusOf(pool.Index) == PoolStatus.Live)
            {
                Assert.Null(
                    Market.Table.ContentOf(pool.Index).DifferenceFrom(Made.StateOf(pool.Index, Head.Hash))
                );
            }
        }
    }

    public void MustBeWhole()
    {
        MustBeTrue();
        Assert.True(Market.IsComplete);
        Assert.Equal(Made.Plan.Pools.Length, Market.LiveCount);
        Assert.Equal(0, Market.BufferedCount);
    }

    public List<MarketNotice> Notices()
    {
        List<MarketNotice> notices = [];
        while (Market.TryTakeNotice(out MarketNotice notice))
        {
            notices.Add(notice);
        }

        return notices;
    }

    private static ChainEvent Event(ChainEventKind kind, long number) =>
        new() { Kind = kind, BlockNumber = number };
}
