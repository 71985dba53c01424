namespace FastArb.Feed.Internals;

/// <summary>
/// Takes the escapes out of a JSON string that the reader has accepted, a piece at a time, so that a long one
/// needs no buffer of its length. Whatever is beyond ASCII becomes 0xFF: no name and no digit has it.
/// </summary>
internal ref struct EscapedText(ReadOnlySpan<byte> text)
{
    private const byte BeyondAscii = 0xFF;

    // A \ and one letter, or \u and four digits.
    private const int ShortLength = 2;
    private const int LongLength = 6;

    private ReadOnlySpan<byte> _rest = text;

    /// <summary>Fills the destination as far as the text goes; says how far.</summary>
    public int Read(scoped Span<byte> destination)
    {
        int count = 0;
        while (count < destination.Length && !_rest.IsEmpty)
        {
            if (_rest[0] != (byte)'\\')
            {
                destination[count++] = _rest[0];
                _rest = _rest[1..];
            }
            else if (_rest[1] == (byte)'u')
            {
                destination[count++] = CodeUnit(_rest.Slice(ShortLength, LongLength - ShortLength));
                _rest = _rest[LongLength..];
            }
            else
            {
                destination[count++] = Letter(_rest[1]);
                _rest = _rest[ShortLength..];
            }
        }

        return count;
    }

    private static byte Letter(byte letter) =>
        letter switch
        {
            (byte)'n' => (byte)'\n',
            (byte)'t' => (byte)'\t',
            (byte)'r' => (byte)'\r',
            (byte)'b' => (byte)'\b',
            (byte)'f' => (byte)'\f',
            _ => letter,
        };

    private static byte CodeUnit(ReadOnlySpan<byte> digits) =>
        HexText.TryReadQuantity(digits, out ulong unit) && unit < 0x80 ? (byte)unit : BeyondAscii;
}
