using System.Buffers.Binary;
using FastArb.EvmMath;

namespace FastArb.Market;

/// <summary>Writes what a contract is asked: a selector and words.</summary>
public sealed class CallData
{
    private readonly List<byte> _bytes = [];

    public CallData(uint selector)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, selector);
        _bytes.AddRange(bytes);
    }

    public CallData Add(in UInt256 word)
    {
        Span<byte> bytes = stackalloc byte[UInt256.ByteCount];
        word.WriteBigEndian(bytes);
        _bytes.AddRange(bytes);
        return this;
    }

    public CallData Add(Address address) => Add(address.ToWord());

    /// <summary>A signed number in two's complement.</summary>
    public CallData AddSigned(long number) => Add((UInt256)(Int256)number);

    public ContractCall To(Address contract, int wordsMax = ContractCall.WordsMaxDefault) =>
        new(contract, [.. _bytes], wordsMax);
}
