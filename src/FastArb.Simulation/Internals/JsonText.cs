using System.Buffers;
using System.Globalization;
using System.Text;
using FastArb.EvmMath;

namespace FastArb.Simulation.Internals;

/// <summary>JSON as nodes write it: no spaces, quantities in the shortest hex, words in full.</summary>
internal sealed class JsonText
{
    private readonly ArrayBufferWriter<byte> _bytes = new(1024);

    public int Length => _bytes.WrittenCount;

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    public void Clear() => _bytes.ResetWrittenCount();

    public JsonText Raw(ReadOnlySpan<byte> text)
    {
        _bytes.Write(text);
        return this;
    }

    public JsonText Raw(string text)
    {
        Encoding.UTF8.GetBytes(text, _bytes);
        return this;
    }

    /// <summary>A comma, except before the first of a list.</summary>
    public JsonText Comma(bool isFirst) => isFirst ? this : Raw(","u8);

    public JsonText Quantity(ulong value)
    {
        const int DigitsMax = 16;
        Raw("\"0x"u8);
        value.TryFormat(_bytes.GetSpan(DigitsMax), out int digits, "x", CultureInfo.InvariantCulture);
        _bytes.Advance(digits);
        return Raw("\""u8);
    }

    public JsonText Word(UInt256 value)
    {
        Span<byte> bytes = stackalloc byte[32];
        value.WriteBigEndian(bytes);
        return Data(bytes);
    }

    public JsonText Account(Address value)
    {
        Span<byte> bytes = stackalloc byte[Address.ByteCount];
        value.Write(bytes);
        return Data(bytes);
    }

    public JsonText Data(ReadOnlySpan<byte> value)
    {
        Raw("\"0x"u8);
        Span<byte> digits = _bytes.GetSpan(2 * value.Length + 1);
        Hex.Encode(value, digits);
        _bytes.Advance(2 * value.Length);
        return Raw("\""u8);
    }
}
