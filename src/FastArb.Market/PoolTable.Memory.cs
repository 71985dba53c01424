using System.Globalization;
using System.Runtime.CompilerServices;
using FastArb.EvmMath;
using FastArb.Market.Internals;

namespace FastArb.Market;

public sealed partial class PoolTable
{
    // Of each pool beside its state: a seed, a part and a sum of the root, and a place in its list.
    private const int RootByteCount = (3 * UInt256.ByteCount / 2) + sizeof(int);

    /// <summary>What the table takes: all of it at its construction.</summary>
    public long MemoryBytes =>
        ((long)_states.Length * PoolState.ByteCount)
        + ((long)Plan.Pools.Length * RootByteCount)
        + ((long)_ticks.Words.Capacity * Unsafe.SizeOf<TickWord>())
        + ((long)_ticks.Liquidity.Capacity * Unsafe.SizeOf<TickLiquidity>())
        + ((long)_journal.Capacity * JournalEntry.ByteCount);

    /// <summary>The same as a sum that can be printed.</summary>
    public string MemoryText =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {_states.Length:N0} pools x {PoolState.ByteCount} B
            + {Plan.Pools.Length:N0} parts of the root x {RootByteCount} B
            + {_ticks.Words.Capacity:N0} words of 256 ticks x {Unsafe.SizeOf<TickWord>()} B
            + {_ticks.Liquidity.Capacity:N0} ticks x {Unsafe.SizeOf<TickLiquidity>()} B
            + {_journal.Capacity:N0} logs to undo x {JournalEntry.ByteCount} B
            = {MemoryBytes / 1048576.0:N1} MiB
            """
        );
}
