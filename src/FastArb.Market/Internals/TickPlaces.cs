// Runs on the thread that owns the table, on the hot path. No allocation, no exceptions.
// Costs: 2 ns, and half of one for each eight places behind the rank.
using System.Runtime.CompilerServices;

namespace FastArb.Market.Internals;

/// <summary>
/// All places of a block, a byte each: those of the ticks in the ticks' order, then the free ones. Bytes move
/// by eights, read as they were written: a processor waits for what it has just written in other pieces.
/// </summary>
internal static class TickPlaces
{
    /// <summary>So many bytes behind the last block are read, and written as they were.</summary>
    public const int ReadBehind = sizeof(ulong) - 1;

    private const int HighestByte = 56;

    /// <summary>Takes the last place, which is free, for a tick that appears at a rank.</summary>
    public static int Insert(ref byte block, int blockClass, int rank)
    {
        ref ulong eights = ref Unsafe.As<byte, ulong>(ref block);
        int last = Last(blockClass, out int lastShift, out ulong inside);
        ulong moving = Unsafe.Add(ref eights, last);
        ulong outside = moving & ~inside;
        moving &= inside;
        ulong place = moving >> lastShift;
        int first = rank >> 3;
        for (int i = last; i > first; i--)
        {
            ulong below = Unsafe.Add(ref eights, i - 1);
            Unsafe.Add(ref eights, i) = (moving << 8) | (below >> HighestByte);
            moving = below;
        }

        int shift = (rank & 7) << 3;
        ulong staying = moving & ((1UL << shift) - 1);
        moving = staying | (place << shift) | ((moving ^ staying) << 8);
        Unsafe.Add(ref eights, first) = (moving & inside) | outside;
        return (int)place;
    }

    /// <summary>Makes the place of the tick at a rank, which goes, the last free one.</summary>
    public static void Remove(ref byte block, int blockClass, int rank)
    {
        ref ulong eights = ref Unsafe.As<byte, ulong>(ref block);
        int last = Last(blockClass, out int lastShift, out ulong inside);
        int first = rank >> 3;
        int shift = (rank & 7) << 3;
        ulong moving = Unsafe.Add(ref eights, first);
        ulong outside = moving & ~inside;
        moving &= inside;
        ulong place = (byte)(moving >> shift);
        ulong staying = (1UL << shift) - 1;
        moving = (moving & staying) | ((moving >> 8) & ~staying);
        for (int i = first; i < last; i++)
        {
            ulong above = Unsafe.Add(ref eights, i + 1);
            Unsafe.Add(ref eights, i) = moving | (above << HighestByte);
            moving = above >> 8;
        }

        Unsafe.Add(ref eights, last) = moving | (place << lastShift) | outside;
    }

    // The last eight of a block, the shift of its last byte, and what of it is the block's, which may
    // be less.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Last(int blockClass, out int shift, out ulong inside)
    {
        int lastPlace = (1 << blockClass) - 1;
        shift = (lastPlace & 7) << 3;
        inside = ulong.MaxValue >> (HighestByte - shift);
        return lastPlace >> 3;
    }
}
