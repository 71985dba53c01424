using System.Buffers;
using System.Buffers.Binary;
using FastArb.EvmMath;

namespace FastArb.Simulation.Internals;

// The feed has its own: a node that shared the code that is tested against it would share its faults.
/// <summary>A list in the chain's serialisation (RLP), item by item; its hash is a block's.</summary>
internal sealed class RlpList
{
    private const int ShortMax = 55;

    private readonly ArrayBufferWriter<byte> _items = new(1024);

    public void Add(ReadOnlySpan<byte> item)
    {
        if (item.Length == 1 && item[0] < 0x80)
        {
            _items.Write(item);
            return;
        }

        WritePrefix(_items, 0x80, item.Length);
        _items.Write(item);
    }

    /// <summary>A number is its bytes without leading zeros.</summary>
    public void Add(ulong number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        Add(bytes.TrimStart((byte)0));
    }

    public void Add(UInt256 word)
    {
        Span<byte> bytes = stackalloc byte[32];
        word.WriteBigEndian(bytes);
        Add(bytes);
    }

    public UInt256 Hash()
    {
        ArrayBufferWriter<byte> whole = new(_items.WrittenCount + 9);
        WritePrefix(whole, 0xC0, _items.WrittenCount);
        whole.Write(_items.WrittenSpan);
        return Keccak256.Hash(whole.WrittenSpan);
    }

    private static void WritePrefix(ArrayBufferWriter<byte> to, int first, int length)
    {
        if (length <= ShortMax)
        {
            to.Write([(byte)(first + length)]);
            return;
        }

        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        Span<byte> digits = bytes.TrimStart((byte)0);
        to.Write([(byte)(first + ShortMax + digits.Length)]);
        to.Write(digits);
    }
}
