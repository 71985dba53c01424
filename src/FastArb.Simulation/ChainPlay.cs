using FastArb.Simulation.Internals;

namespace FastArb.Simulation;

/// <summary>
/// Makes a node's chain grow at its pace, without a clock: with reorganisations and halts as the node's
/// faults
/// say, or block by block as recorded.
/// </summary>
public sealed class ChainPlay
{
    private const long NanosecondsPerMs = 1_000_000;

    private readonly SimulatedNode _node;
    private readonly BlockMaker _maker;
    private readonly IReadOnlyList<SimulatedBlock> _recorded;
    private readonly FaultDraws _draws;
    private readonly long _interval;
    private int _played;

    /// <summary>Blocks that were recorded come first, if there are any; then made ones.</summary>
    public ChainPlay(
        SimulatedNode node,
        BlockMaker maker,
        TimeSpan blockTime,
        long now,
        IReadOnlyList<SimulatedBlock>? recorded = null
    )
    {
        ArgumentNullException.ThrowIfNull(node);
        _node = node;
        _maker = maker;
        _recorded = recorded ?? [];
        _draws = new FaultDraws(node.Tally);
        _interval = (long)(blockTime.TotalMilliseconds * NanosecondsPerMs);
        ArgumentOutOfRangeException.ThrowIfLessThan(_interval, 1, nameof(blockTime));
        NextDue = now + _interval;
    }

    /// <summary>When the next block is made.</summary>
    public long NextDue { get; private set; }

    /// <summary>Blocks made or played so far.</summary>
    public long BlockCount { get; private set; }

    /// <summary>
    /// Makes the next block, or a branch instead of the last ones, if it is due. Whoever comes late
    /// calls again.
    /// </summary>
    public void Step(long now)
    {
        if (NextDue > now)
        {
            return;
        }

        NextDue += _interval;
        if (_played < _recorded.Count)
        {
            SimulatedBlock next = _recorded[_played++];
            BlockCount++;
            _node.OnChainChanged(_node.Chain.Follow(next), [next], now);
            return;
        }

        FaultPlan faults = _node.Faults;
        if (_draws.Hits(faults, FaultKind.Halt))
        {
            NextDue += faults.HaltMs * NanosecondsPerMs;
        }

        int depth = Depth(faults);
        if (depth > 0)
        {
            Reorganise(depth, now);
            return;
        }

        SimulatedBlock block = _maker.Next(_node.Chain.Head);
        _node.Chain.Append(block);
        BlockCount++;
        _node.OnChainChanged([], [block], now);
    }

    // Never below the lowest block, and 0 where nothing is reorganised.
    private int Depth(in FaultPlan faults)
    {
        SimulatedChain chain = _node.Chain;
        long most = Math.Min(faults.ReorgDepth, chain.Head.Number - chain.First.Number);
        return most > 0 && _draws.Hits(faults, FaultKind.Reorg)
            ? 1 + _draws.Below(faults, FaultKind.Reorg, (int)most)
            : 0;
    }

    // The new branch is one block longer, or nobody would follow it.
    private void Reorganise(int depth, long now)
    {
        SimulatedChain chain = _node.Chain;
        SimulatedBlock ancestor = chain.At(chain.Head.Number - depth)!;
        List<SimulatedBlock> branch = [];
        SimulatedBlock tip = ancestor;
        for (int i = 1; i <= depth; i++)
        {
            tip = _maker.Replace(chain.At(ancestor.Number + i)!, tip);
            branch.Add(tip);
        }

        branch.Add(_maker.Next(tip));
        BlockCount += branch.Count;
        _node.OnChainChanged(chain.Reorganise(ancestor.Number, branch), branch, now);
    }
}
