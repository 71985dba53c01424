using FastArb.EvmMath;

namespace FastArb.Market;

/// <summary>Reads what a contract answered.</summary>
public static class CallResult
{
    public static UInt256 Word(ReadOnlyMemory<byte> result, int index) =>
        UInt256.ReadBigEndian(result.Span.Slice(index * UInt256.ByteCount, UInt256.ByteCount));
}
