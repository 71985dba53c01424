// Runs on the thread that owns the table. Allocates at construction only; a block costs a few ns.
using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastArb.Market.Internals;

/// <summary>
/// Blocks of items, each of a power of two, in one array that never grows. Free blocks of a size hang on a
/// list through their own first bytes; a larger one is halved where a size has none.
/// </summary>
internal sealed class BlockArena<T>
    where T : unmanaged
{
    public const int ClassMax = 24;

    private const int None = -1;

    private readonly T[] _items;
    private readonly int[] _free = new int[ClassMax + 1];
    private int _begun;

    public BlockArena(int capacity)
    {
        _items = new T[capacity];
        Array.Fill(_free, None);
    }

    public int Capacity => _items.Length;

    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _items[index];
    }

    /// <summary>The least class whose blocks hold so many items.</summary>
    public static int ClassFor(int items) => BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)items));

    public Span<T> Span(int at, int length) => _items.AsSpan(at, length);

    public bool TryTake(int blockClass, out int at)
    {
        at = _free[blockClass];
        if (at != None)
        {
            _free[blockClass] = NextOf(at);
            return true;
        }

        int size = 1 << blockClass;
        if (size <= _items.Length - _begun)
        {
            at = _begun;
            _begun += size;
            return true;
        }

        if (blockClass < ClassMax && TryTake(blockClass + 1, out at))
        {
            Give(blockClass, at + size);
            return true;
        }

        return false;
    }

    public void Give(int blockClass, int at)
    {
        NextOf(at) = _free[blockClass];
        _free[blockClass] = at;
    }

    private ref int NextOf(int at) => ref Unsafe.As<T, int>(ref _items[at]);
}
