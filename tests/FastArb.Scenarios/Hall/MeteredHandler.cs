using System.Diagnostics;
using FastArb.Chain;
using FastArb.Market;
using FastArb.Pipeline;

namespace FastArb.Scenarios.Hall;

/// <summary>
/// Counts changes of pools, and notes at every thousandth when it was and what its thread had allocated by
/// then. It may take its time for each.
/// </summary>
internal sealed class MeteredHandler(string name, long busyNs = 0) : LaneHandler(name)
{
    private const int NotesMax = 1_000;

    private readonly long[] _allocated = new long[NotesMax];
    private readonly long[] _read = new long[NotesMax];
    private long _count;
    private long _last;

    public long Count => Volatile.Read(ref _count);

    /// <summary>When the last one came: a <see cref="Stopwatch"/>'s timestamp.</summary>
    public long Last => Volatile.Read(ref _last);

    /// <summary>How many messages the reader has read by now.</summary>
    public Func<long>? Read { get; set; }

    /// <summary>How many messages had been read at a count, up to a thousandth.</summary>
    public long ReadAt(long count) => _read[count / 1_000];

    /// <summary>
    /// What its thread allocated between two counts, but for less than a thousand at both ends.
    /// </summary>
    public long Allocated(long from, long to) => _allocated[to / 1_000] - _allocated[(from / 1_000) + 1];

    public override void Handle(LiveMarket market, in MarketUpdate update, ref readonly ChainEvent e)
    {
        if (update.Kind != MarketUpdateKind.PoolChanged)
        {
            return;
        }

        long now = Stopwatch.GetTimestamp();
        while (busyNs > 0 && Stopwatch.GetElapsedTime(now).TotalNanoseconds < busyNs)
        {
            Thread.SpinWait(10);
        }

        if (_count % 1_000 == 0)
        {
            _read[_count / 1_000] = Read?.Invoke() ?? 0;
            _allocated[_count / 1_000] = GC.GetAllocatedBytesForCurrentThread();
        }

        Volatile.Write(ref _last, now);
        Volatile.Write(ref _count, _count + 1);
    }

    public override void Save(BinaryWriter writer) => writer.Write(_count);

    public override void Load(BinaryReader reader) => _count = reader.ReadInt64();
}
