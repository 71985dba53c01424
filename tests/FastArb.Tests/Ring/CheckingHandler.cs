using FastArb.Ring;

namespace FastArb.Tests.Ring;

/// <summary>Sees that events come exactly once, in order, whole, and in batches that end.</summary>
internal struct CheckingHandler : IEventHandler<long>
{
    /// <summary>What a slot of this sequence holds.</summary>
    public static long Content(long sequence) => (sequence * 3) + 1;

    public long Next;
    public long Throws;
    public long BatchMax;
    public int Starts;
    public int Shutdowns;
    public Action<long>? Seen;

    private long _left;

    public void OnStart()
    {
        Starts++;
        _left = 0;
    }

    public void OnShutdown() => Shutdowns++;

    public void OnBatchStart(long batchSize)
    {
        Require(_left == 0, "a batch began within a batch");
        _left = batchSize;
        BatchMax = Math.Max(BatchMax, batchSize);
    }

    public void OnEvent(ref long data, long sequence, bool endOfBatch)
    {
        if (sequence == Throws && Throws != 0)
        {
            throw new InvalidDataException("The handler was told to.");
        }

        Require(sequence == Next, "out of order");
        Require(data == Content(sequence), "overwritten or torn");
        Require(endOfBatch == (--_left == 0), "a batch does not end where it said");
        Next++;
        Seen?.Invoke(sequence);
    }

    private readonly void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"At event {Next}: {what}.");
        }
    }
}
