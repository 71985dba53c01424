// Runs on the lane's thread at each seal: may not allocate. Costs a move within 30 numbers.
namespace FastArb.Market.Internals;

/// <summary>
/// The prices of one token at the last sealed blocks, some more than the median is of, so that blocks can be
/// taken back.
/// </summary>
internal sealed class PriceWindow(int medianOf, int undoMax)
{
    private readonly UInt128[] _ring = new UInt128[medianOf + undoMax];
    private readonly UInt128[] _sorted = new UInt128[medianOf];
    private long _end;
    private long _begin;

    private int Count => (int)Math.Min(_end - _begin, medianOf);

    public UInt128 Median { get; private set; }

    public void Push(UInt128 price)
    {
        int count = Count;
        Span<UInt128> sorted = _sorted.AsSpan(0, count);
        if (count == medianOf)
        {
            int gone = sorted.BinarySearch(_ring[(_end - medianOf) % _ring.Length]);
            sorted[(gone + 1)..].CopyTo(sorted[gone..]);
            count--;
        }

        _ring[_end % _ring.Length] = price;
        _end++;
        _begin = Math.Max(_begin, _end - _ring.Length);
        Insert(count, price);
        SetMedian(count + 1);
    }

    /// <summary>Takes back the newest; false where none are left to take back.</summary>
    public bool TryPop()
    {
        if (_end == _begin)
        {
            return false;
        }

        _end--;
        int count = Count;
        for (int i = 0; i < count; i++)
        {
            Insert(i, _ring[(_end - 1 - i) % _ring.Length]);
        }

        SetMedian(count);
        return true;
    }

    public void Clear()
    {
        _begin = _end;
        Median = 0;
    }

    /// <summary>The last so many prices, oldest first.</summary>
    public void Save(BinaryWriter writer, int count)
    {
        for (int back = count; back > 0; back--)
        {
            writer.Write(_ring[(_end - back) % _ring.Length]);
        }
    }

    public void Restore(BinaryReader reader, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Push(reader.ReadUInt128());
        }
    }

    private void Insert(int count, UInt128 price)
    {
        int at = _sorted.AsSpan(0, count).BinarySearch(price);
        at = at < 0 ? ~at : at;
        _sorted.AsSpan(at, count - at).CopyTo(_sorted.AsSpan(at + 1));
        _sorted[at] = price;
    }

    // Blocks at which there was no price count as zero: a token without one in half of them has none.
    private void SetMedian(int count) => Median = count == 0 ? 0 : Middle(_sorted.AsSpan(0, count));

    /// <summary>
    /// The middle one of sorted prices, or half way between the middle two, rounded down; none where one of
    /// those is none.
    /// </summary>
    public static UInt128 Middle(ReadOnlySpan<UInt128> sorted)
    {
        UInt128 upper = sorted[sorted.Length / 2];
        if (sorted.Length % 2 == 1)
        {
            return upper;
        }

        UInt128 lower = sorted[(sorted.Length / 2) - 1];
        return lower == 0 ? 0 : lower + ((upper - lower) / 2);
    }
}
