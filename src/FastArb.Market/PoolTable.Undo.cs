// Runs on the thread of the lane that owns it; may not allocate or throw. An entry costs 10 to 20 ns to write
// and to undo.
using System.Runtime.CompilerServices;
using FastArb.Market.Internals;

namespace FastArb.Market;

public sealed partial class PoolTable
{
    /// <summary>
    /// Says that the logs that follow are of this block. The 64 blocks up to the highest that ever began can
    /// be undone, or fewer where they have more logs than <see cref="PoolTableOptions.JournalCapacity"/>;
    /// after a gap in the numbers, only the blocks behind it.
    /// </summary>
    public void BeginBlock(long number) => _journal.BeginBlock(number);

    /// <summary>
    /// Says that the table is as it is after this block, and blocks above it follow: nothing up to it can be
    /// undone.
    /// </summary>
    public void BeginAbove(long number) => _journal.BeginAbove(number);

    /// <summary>Undoes the last change of a live pool; false where none is kept.</summary>
    public bool UndoLast()
    {
        if (_journal.Next == _journal.Oldest)
        {
            return false;
        }

        Undo();
        return true;
    }

    /// <summary>
    /// Undoes everything above a block. Pools that became live above it are loading then. False, with nothing
    /// changed, where it lies deeper than what is kept: all pools must be loaded anew.
    /// </summary>
    public bool UndoTo(long blockNumber)
    {
        if (_journal.Head == Journal.NoBlock)
        {
            return false;
        }

        if (blockNumber >= _journal.Head)
        {
            return true;
        }

        if (!_journal.TryFindBlock(blockNumber + 1, out long first))
        {
            return false;
        }

        while (_journal.Next > first)
        {
            Undo();
        }

        _journal.SetHead(blockNumber);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref JournalEntry AddEntry(
        int pool,
        ref PoolState state,
        PoolChangeKind kind,
        uint transactionIndex
    )
    {
        ref JournalEntry entry = ref _journal.Add(out long number);
        entry.SqrtPriceX96 = state.SqrtPriceX96;
        entry.Reserve0OrLiquidity = state.Reserve0OrLiquidity;
        entry.Reserve1 = state.Reserve1;
        entry.Tick = state.Tick;
        entry.FeePips = state.FeePips;
        entry.BlockNumber = _journal.Head;
        entry.Previous = state.LastEntry;
        entry.TransactionIndex = transactionIndex;
        entry.Pool = pool;
        entry.Kind = kind;
        state.LastEntry = number;
        return ref entry;
    }

    private void Undo()
    {
        ref readonly JournalEntry entry = ref _journal.TakeBack();
        ref PoolState state = ref _states[entry.Pool];
        if (state.Status != PoolStatus.Live)
        {
            // What it held at that time was given up when it ceased to be live.
            return;
        }

        if (entry.Kind == PoolChangeKind.None)
        {
            state.Status = PoolStatus.Loading;
            state.LastEntry = Journal.NoEntry;
        }
        else
        {
            Restore(ref state, in entry);
        }

        if (entry.Kind == PoolChangeKind.Range && state.Status == PoolStatus.Live)
        {
            MarkStale(entry.Pool, ref state);
        }
        else
        {
            MarkChanged(entry.Pool, ref state);
        }
    }

    private void Restore(ref PoolState state, ref readonly JournalEntry entry)
    {
        if (entry.Kind == PoolChangeKind.Range)
        {
            state.AreTicksStale = true;
            if (
                _ticks.Change(ref state, entry.LowerTick, entry.UpperTick, -entry.LiquidityDelta)
                != LogFault.None
            )
            {
                // The room of a tick that went was taken by another pool's.
                state.Status = PoolStatus.Quarantined;
            }
        }

        state.SqrtPriceX96 = entry.SqrtPriceX96;
        state.Reserve0OrLiquidity = entry.Reserve0OrLiquidity;
        state.Reserve1 = entry.Reserve1;
        state.Tick = entry.Tick;
        state.FeePips = entry.FeePips;
        state.LastEntry = entry.Previous;
    }
}
