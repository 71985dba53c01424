using FastArb.Chain;

namespace FastArb.Perf;

/// <summary>A way to read a frame into the same slot that ours is read into.</summary>
internal interface IFrameWalk
{
    /// <summary>The sender's stamp in the log read last, as it stands in the slot's words.</summary>
    long Stamp { get; }

    ChainEventKind Read(ReadOnlyMemory<byte> frame);
}
