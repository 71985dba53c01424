using System.Runtime.InteropServices;
using FastArb.Chain;

namespace FastArb.Tests.Feed.Sequencing;

/// <summary>The events of a stream, in order.</summary>
internal sealed class KeptEvents
{
    private readonly List<ChainEvent> _events = [];
    private readonly ChainEvent[] _next = new ChainEvent[1];

    public IReadOnlyList<ChainEvent> All => _events;

    /// <summary>Their bytes, which two equal streams share to the last one.</summary>
    public byte[] Bytes => MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_events)).ToArray();

    public ref ChainEvent Claim() => ref _next[0];

    public void Publish() => _events.Add(_next[0]);
}
