using FastArb.Chain;
using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Order;

/// <summary>Holds what comes out against the chain that is true, at every event and at the end.</summary>
internal sealed class ModelTruth
{
    private readonly ModelChain _model;
    private readonly OrderRun _run;
    private readonly string _which;

    public ModelTruth(ModelChain model, OrderRun run, string which)
    {
        _model = model;
        _run = run;
        _which = which;
        run.World.Look = Look;
    }

    /// <summary>Blocks that were said to be complete.</summary>
    public long Completes { get; private set; }

    public static long DigestOf(OrderInput log)
    {
        long digest = LinearWorld.DigestOf(in log.Slots[0]);
        for (int part = 1; part < log.Slots.Length; part++)
        {
            digest = (digest * 31) + LinearWorld.DigestOf(in log.Slots[part]);
        }

        return digest;
    }

    /// <summary>The chain that is out is the one that is true, to the last log.</summary>
    public void MustBeWhole()
    {
        List<LinearWorld.Block> chain = _run.World.Chain;
        Assert.True(chain.Count > 0, $"{_which}: nothing is out");
        Assert.True(
            chain[^1].Number == _model.HeadNumber,
            $"{_which}: {chain[^1].Number} of {_model.HeadNumber}"
        );
        for (int i = chain.Count - 1; i >= 0; i--)
        {
            ModelChain.Block truth = _model.At(chain[i].Number)!;
            Assert.True(truth.Head.Head.Hash == chain[i].Hash, $"{_which}: block {chain[i].Number}");
            MustBeComplete(chain[i]);
        }
    }

    private void Look(ChainEvent told)
    {
        if (told.Kind == ChainEventKind.BlockBegin)
        {
            BlockHead head = _model.Node.HeadOf(told.Words[0]).Head;
            bool isTrue =
                told.Words[1] == head.ParentHash
                && told.Words[2] == (ulong)head.Timestamp
                && told.Words[3] == head.BaseFee;
            Assert.True(isTrue, $"{_which}: block {told.BlockNumber} is told falsely");
        }
        else if (told.Kind is ChainEventKind.Log or ChainEventKind.LogPart)
        {
            LinearWorld.Block block = _run.World.Chain[^1];
            if (((LogDetail)told.Detail & LogDetail.Continues) == LogDetail.None)
            {
                LinearWorld.Log last = block.Logs[^1];
                OrderInput? truth = _model
                    .Node.LogsOf(block.Hash)
                    .FirstOrDefault(log => log.Log.LogIndex == last.Index);
                bool isTrue = truth is not null && DigestOf(truth) == last.Digest;
                Assert.True(
                    isTrue,
                    $"{_which}: log {last.Index} of block {told.BlockNumber} is told falsely"
                );
            }
        }
        else if (told.Kind == ChainEventKind.BlockSealed && (SealReason)told.Detail == SealReason.Complete)
        {
            Completes++;
            MustBeComplete(_run.World.Chain[^1]);
        }
    }

    private void MustBeComplete(LinearWorld.Block block)
    {
        IReadOnlyCollection<OrderInput> truth = _model.Node.LogsOf(block.Hash);
        bool isWhole = truth
            .Select(log => (log.Log.LogIndex, DigestOf(log)))
            .SequenceEqual(block.Logs.Select(log => (log.Index, log.Digest)));
        Assert.True(isWhole, $"{_which}: {block.Logs.Count} of {truth.Count} logs of block {block.Number}");
    }
}
