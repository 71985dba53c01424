// Runs on the thread of the lane that owns it; may not allocate or throw. Costs a copy of the pool and its
// ticks to take one, and an undone log for each log to rewind it.
using FastArb.Market.Internals;

namespace FastArb.Market;

public sealed partial class PoolTable
{
    /// <summary>In the place of a scratch pool where none is to be had.</summary>
    public const int NoScratch = -1;

    // By scratch pool: the journal's count of changes when it was taken.
    private readonly long[] _scratchChangeCounts;
    private int _scratchCount;

    /// <summary>
    /// A copy of a pool as it is now, to be rewound and quoted like any pool under the index returned, until
    /// <see cref="ReleaseScratches"/>. <see cref="NoScratch"/> where all are taken or its ticks find no room.
    /// </summary>
    public int TakeScratch(int pool)
    {
        if (_scratchCount == Options.ScratchPools)
        {
            return NoScratch;
        }

        int slot = Plan.Pools.Length + _scratchCount;
        ref PoolState scratch = ref _states[slot];
        uint version = scratch.Version;
        scratch = _states[pool];
        scratch.Version = version + 1;
        if (!_ticks.TryCopy(ref scratch))
        {
            scratch.Status = PoolStatus.Loading;
            return NoScratch;
        }

        _scratchChangeCounts[_scratchCount] = _journal.ChangeCount;
        _scratchCount++;
        UpdateRates(slot);
        return slot;
    }

    /// <summary>
    /// Takes a scratch pool back to what its pool was just before a transaction of one of the last 64 blocks;
    /// before the first one of the next block is after the whole block. It can be rewound again, further
    /// back. False, with nothing changed, where that moment is not kept, the pool was not live or not yet
    /// loaded then, or any log was applied or undone since the scratch pool was taken; and where a tick that
    /// comes back finds no room, which quarantines the scratch pool.
    /// </summary>
    public bool RewindScratch(int slot, long block, uint transactionIndex)
    {
        ref PoolState scratch = ref _states[slot];
        if (
            scratch.Status != PoolStatus.Live
            || _journal.Head == Journal.NoBlock
            || (block <= _journal.Head && !_journal.TryFindBlock(block, out _))
            || _scratchChangeCounts[slot - Plan.Pools.Length] != _journal.ChangeCount
            || !WasLiveBefore(in scratch, block, transactionIndex)
        )
        {
            return false;
        }

        while (IsEntryFrom(scratch.LastEntry, block, transactionIndex))
        {
            Restore(ref scratch, ref _journal[scratch.LastEntry]);
        }

        scratch.Version++;
        UpdateRates(slot);
        return scratch.Status == PoolStatus.Live;
    }

    /// <summary>Gives all scratch pools back.</summary>
    public void ReleaseScratches()
    {
        while (_scratchCount > 0)
        {
            _scratchCount--;
            ref PoolState scratch = ref _states[Plan.Pools.Length + _scratchCount];
            _ticks.ClearAll(ref scratch);
            scratch.Status = PoolStatus.Loading;
            scratch.Version++;
            UpdateRates(Plan.Pools.Length + _scratchCount);
        }
    }

    private bool WasLiveBefore(ref readonly PoolState scratch, long block, uint transactionIndex)
    {
        long number = scratch.LastEntry;
        while (IsEntryFrom(number, block, transactionIndex))
        {
            ref readonly JournalEntry entry = ref _journal[number];
            if (entry.Kind == PoolChangeKind.None)
            {
                return false;
            }

            number = entry.Previous;
        }

        return true;
    }

    // Whether an entry is kept, and was written at that transaction or after it.
    private bool IsEntryFrom(long number, long block, uint transactionIndex)
    {
        if (number < _journal.Oldest)
        {
            return false;
        }

        ref readonly JournalEntry entry = ref _journal[number];
        return entry.BlockNumber > block
            || (entry.BlockNumber == block && entry.TransactionIndex >= transactionIndex);
    }
}
