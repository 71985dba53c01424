using System.Runtime.InteropServices;
using FastArb.Chain;

namespace FastArb.Tests.Feed.Order;

/// <summary>Counts logs and forgets them: the first element of its array.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct CountingSink(long[] logs) : IChainEventSink
{
    private readonly ChainEvent[] _slot = new ChainEvent[1];

    public ref ChainEvent Claim() => ref _slot[0];

    public void Publish() => logs[0] += _slot[0].Kind == ChainEventKind.Log ? 1 : 0;
}
