using FastArb.EvmMath;

namespace FastArb.Simulation;

/// <summary>
/// A chain of blocks from its lowest kept one to its head. Blocks of lost branches stay to be found by hash,
/// as nodes keep them. Whoever shares it between threads locks it.
/// </summary>
public sealed class SimulatedChain
{
    private const int SafeDepth = 32;
    private const int FinalizedDepth = 64;

    private readonly Dictionary<long, SimulatedBlock> _byNumber = [];
    private readonly Dictionary<UInt256, SimulatedBlock> _byHash = [];
    private readonly Dictionary<UInt256, (SimulatedBlock Block, int Index)> _transactions = [];
    private readonly Queue<SimulatedBlock> _lost = [];
    private readonly int _blocksMax;

    /// <summary>Begins with a block; beyond so many the lowest are forgotten.</summary>
    public SimulatedChain(long chainId, SimulatedBlock first, int blocksMax = 100_000)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentOutOfRangeException.ThrowIfLessThan(blocksMax, 1);
        ChainId = chainId;
        _blocksMax = blocksMax;
        First = first;
        Head = first;
        Put(first);
    }

    public long ChainId { get; }

    /// <summary>The lowest block kept.</summary>
    public SimulatedBlock First { get; private set; }

    public SimulatedBlock Head { get; private set; }

    /// <summary>What <c>safe</c> means: so many blocks below the head, if they are kept.</summary>
    public SimulatedBlock Safe => At(Math.Max(First.Number, Head.Number - SafeDepth))!;

    /// <summary>What <c>finalized</c> means.</summary>
    public SimulatedBlock Finalized => At(Math.Max(First.Number, Head.Number - FinalizedDepth))!;

    /// <summary>The chain's block of that number; null where there is none.</summary>
    public SimulatedBlock? At(long number) => _byNumber.GetValueOrDefault(number);

    /// <summary>A block of the chain or of a lost branch.</summary>
    public SimulatedBlock? Find(UInt256 hash) => _byHash.GetValueOrDefault(hash);

    /// <summary>Whether the block is of the chain as it stands.</summary>
    public bool Holds(SimulatedBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        return At(block.Number)?.Hash == block.Hash;
    }

    /// <summary>The chain's block that a transaction is in, and its place there.</summary>
    public bool TryFindTransaction(UInt256 hash, out SimulatedBlock block, out int index)
    {
        bool isFound = _transactions.TryGetValue(hash, out (SimulatedBlock Block, int Index) place);
        (block, index) = place;
        return isFound;
    }

    /// <summary>The next block.</summary>
    public void Append(SimulatedBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        if (block.ParentHash != Head.Hash || block.Number != Head.Number + 1)
        {
            throw new ArgumentException($"Block {block.Number} does not stand on the head.", nameof(block));
        }

        Put(block);
        Head = block;
        while (_byNumber.Count > _blocksMax)
        {
            Forget(First);
            First = At(First.Number + 1)!;
        }
    }

    /// <summary>
    /// Everything above the ancestor is dropped, other blocks stand there now. Gives what was dropped, the
    /// lowest first.
    /// </summary>
    public IReadOnlyList<SimulatedBlock> Reorganise(long ancestorNumber, IReadOnlyList<SimulatedBlock> blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        SimulatedBlock ancestor =
            At(ancestorNumber)
            ?? throw new ArgumentOutOfRangeException(nameof(ancestorNumber), "No such block is kept.");
        List<SimulatedBlock> dropped = [];
        for (long number = ancestorNumber + 1; number <= Head.Number; number++)
        {
            SimulatedBlock lost = At(number)!;
            dropped.Add(lost);
            Drop(lost);
        }

        Head = ancestor;
        foreach (SimulatedBlock block in blocks)
        {
            Append(block);
        }

        return dropped;
    }

    /// <summary>
    /// The block is the head now, wherever on the chain its parent is. Gives what was dropped for it.
    /// </summary>
    public IReadOnlyList<SimulatedBlock> Follow(SimulatedBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        SimulatedBlock? parent = At(block.Number - 1);
        if (parent?.Hash != block.ParentHash)
        {
            throw new ArgumentException($"Block {block.Number} does not stand on the chain.", nameof(block));
        }

        return Reorganise(parent.Number, [block]);
    }

    private void Put(SimulatedBlock block)
    {
        _byNumber[block.Number] = block;
        _byHash[block.Hash] = block;
        for (int i = 0; i < block.Transactions.Length; i++)
        {
            _transactions[block.Transactions[i]] = (block, i);
        }
    }

    private void Drop(SimulatedBlock block)
    {
        _byNumber.Remove(block.Number);
        RemoveTransactions(block);
        _lost.Enqueue(block);
        if (_lost.Count > _blocksMax)
        {
            SimulatedBlock oldest = _lost.Dequeue();
            if (!Holds(oldest))
            {
                _byHash.Remove(oldest.Hash);
            }
        }
    }

    private void Forget(SimulatedBlock block)
    {
        _byNumber.Remove(block.Number);
        _byHash.Remove(block.Hash);
        RemoveTransactions(block);
    }

    // One that was included again since is another block's now.
    private void RemoveTransactions(SimulatedBlock block)
    {
        foreach (UInt256 transaction in block.Transactions)
        {
            if (_transactions.TryGetValue(transaction, out var place) && place.Block == block)
            {
                _transactions.Remove(transaction);
            }
        }
    }
}
