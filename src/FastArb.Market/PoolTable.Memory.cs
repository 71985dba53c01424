using System.Globalization;
using System.Runtime.CompilerServices;
using FastArb.Market.Internals;

namespace FastArb.Market;

public sealed partial class PoolTable
{
    // Of each pool beside its state: two rates, where its ladders are, and of the root a seed, a part, the
    // part of its ticks, and a place in a list.
    private const int BesideByteCount = (2 * sizeof(double)) + (3 * 16) + (2 * sizeof(int));

    /// <summary>What the table takes: all of it at its construction.</summary>
    public long MemoryBytes =>
        ((long)_states.Length * (PoolState.ByteCount + BesideByteCount))
        + ((long)_ladders.Count * Unsafe.SizeOf<SwapLadder>())
        + ((long)_ticks.Words.Capacity * Unsafe.SizeOf<TickWord>())
        + ((long)_ticks.Liquidity.Capacity * TickStore.TickByteCount)
        + ((long)_journal.Capacity * JournalEntry.ByteCount);

    /// <summary>The same as a sum that can be printed.</summary>
    public string MemoryText =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {_states.Length:N0} pools x ({PoolState.ByteCount} + {BesideByteCount}) B
            + {_ladders.Count:N0} directions with remembered steps x {Unsafe.SizeOf<SwapLadder>():N0} B
            + {_ticks.Words.Capacity:N0} words of 256 ticks x {Unsafe.SizeOf<TickWord>()} B
            + {_ticks.Liquidity.Capacity:N0} ticks x {TickStore.TickByteCount} B
            + {_journal.Capacity:N0} logs to undo x {JournalEntry.ByteCount} B
            = {MemoryBytes / 1048576.0:N1} MiB
            """
        );
}
