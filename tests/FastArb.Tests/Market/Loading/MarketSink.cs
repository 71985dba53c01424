using System.Runtime.InteropServices;
using FastArb.Chain;

namespace FastArb.Tests.Market.Loading;

/// <summary>Hands each event to whoever wants it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct MarketSink(MarketSink.Taken taken) : IChainEventSink
{
    private readonly ChainEvent[] _slot = new ChainEvent[1];

    public delegate void Taken(ref readonly ChainEvent e);

    public ref ChainEvent Claim() => ref _slot[0];

    public void Publish() => taken(in _slot[0]);
}
