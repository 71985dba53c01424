using System.Runtime.InteropServices;

namespace FastArb.Simulation;

/// <summary>
/// What becomes of a connection now. The bytes are a text's, or, of a cut frame, those of the frame's
/// beginning with its header.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct NodeDelivery(
    int Connection,
    NodeDeliveryKind Kind,
    ReadOnlyMemory<byte> Bytes,
    int Status = 0,
    int RetryAfterSeconds = 0
);
