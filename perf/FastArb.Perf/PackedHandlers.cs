using System.Runtime.CompilerServices;
using FastArb.Chain;
using FastArb.Ring;

namespace FastArb.Perf;

/// <summary>Twelve handlers on one lane: each reads the event's header and one word, and counts.</summary>
internal struct PackedHandlers(double[]? samples) : IEventHandler<ChainEvent>
{
    private Sums _sums;

    public readonly ulong Total
    {
        get
        {
            ulong total = 0;
            foreach (ulong sum in _sums)
            {
                total += sum;
            }

            return total;
        }
    }

    public void OnEvent(ref ChainEvent data, long sequence, bool endOfBatch)
    {
        for (int i = 0; i < 12; i++)
        {
            Handle(ref _sums[i], in data, (ulong)i);
        }

        if (samples is not null)
        {
            samples[sequence] = RingHops.MicrosecondsSince(data.ReceiveTime);
        }
    }

    // A call of its own, as a strategy's would be.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Handle(ref ulong sum, ref readonly ChainEvent data, ulong which) =>
        sum += (ulong)data.Sequence ^ (ulong)data.Source ^ which;

    [InlineArray(12)]
    private struct Sums
    {
        private ulong _sum;
    }
}
