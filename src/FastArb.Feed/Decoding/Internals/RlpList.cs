using System.Buffers.Binary;
using FastArb.EvmMath;

namespace FastArb.Feed.Internals;

// Runs on the reader's thread, once per head; allocates nothing, does not throw.
/// <summary>
/// A list of byte strings in Ethereum's recursive length prefix, written into memory that is given; what does
/// not fit makes it invalid.
/// </summary>
internal ref struct RlpList
{
    // A list's prefix is written last, in front: one byte and the length's own bytes.
    private const int PrefixMax = 5;

    // Strings and lists up to this length have it in their first byte.
    private const int ShortMax = 55;

    private const byte String = 0x80;
    private const byte List = 0xC0;

    private readonly Span<byte> _memory;
    private int _end;

    public RlpList(Span<byte> memory)
    {
        _memory = memory;
        _end = PrefixMax;
        IsValid = memory.Length >= PrefixMax;
    }

    public bool IsValid { get; private set; }

    /// <summary>Room for a string of so many bytes behind its prefix, to be filled.</summary>
    public Span<byte> AddString(int length)
    {
        if (!IsValid || _memory.Length - _end < PrefixMax + length)
        {
            IsValid = false;
            return default;
        }

        _end += WritePrefix(_memory[_end..], String, length);
        Span<byte> content = _memory.Slice(_end, length);
        _end += length;
        return content;
    }

    /// <summary>A string of one byte, which is its own prefix where it is below 128.</summary>
    public void AddByte(byte value)
    {
        if (value >= String)
        {
            Span<byte> content = AddString(1);
            content.Fill(value);
            return;
        }

        IsValid &= _end < _memory.Length;
        if (IsValid)
        {
            _memory[_end++] = value;
        }
    }

    /// <summary>A number: its bytes without leading zeros.</summary>
    public void AddNumber(in UInt256 number)
    {
        Span<byte> bytes = stackalloc byte[Hex.WordDigits / 2];
        number.WriteBigEndian(bytes);
        ReadOnlySpan<byte> digits = bytes.TrimStart((byte)0);
        if (digits.Length == 1)
        {
            AddByte(digits[0]);
            return;
        }

        Span<byte> content = AddString(digits.Length);
        if (IsValid)
        {
            digits.CopyTo(content);
        }
    }

    /// <summary>The whole list. Nothing may be added afterwards.</summary>
    public readonly ReadOnlySpan<byte> Finish()
    {
        Span<byte> prefix = stackalloc byte[PrefixMax];
        int length = WritePrefix(prefix, List, _end - PrefixMax);
        prefix[..length].CopyTo(_memory[(PrefixMax - length)..]);
        return _memory[(PrefixMax - length).._end];
    }

    private static int WritePrefix(Span<byte> target, byte kind, int length)
    {
        if (length <= ShortMax)
        {
            target[0] = (byte)(kind + length);
            return 1;
        }

        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        ReadOnlySpan<byte> digits = bytes.TrimStart((byte)0);
        target[0] = (byte)(kind + ShortMax + digits.Length);
        digits.CopyTo(target[1..]);
        return 1 + digits.Length;
    }
}
