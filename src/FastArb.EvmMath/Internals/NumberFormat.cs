using System.Numerics;

namespace FastArb.EvmMath.Internals;

/// <summary>How a number is written: its digits and the fewest there may be.</summary>
internal readonly struct NumberFormat
{
    private const int DigitsMinMax = 999_999_999;
    private const int ShortText = 128;

    private readonly char _digits;
    private readonly int _digitsMin;

    /// <summary>
    /// Nothing, G or D for decimal digits, X or x for hexadecimal ones; D, X and x may have a number after
    /// them.
    /// </summary>
    public NumberFormat(ReadOnlySpan<char> format)
    {
        _digits = format.IsEmpty ? 'D' : format[0];
        _digitsMin = 1;
        bool general = _digits is 'G' or 'g';
        if (general || _digits == 'd')
        {
            _digits = 'D';
        }

        bool valid = _digits is 'D' or 'X' or 'x' && !(general && format.Length > 1);
        if (format.Length > 1)
        {
            valid &= DecimalDigits.Read(format[1..], out UInt256 digitsMin) == TextOutcome.Read;
            valid &= digitsMin <= new UInt256(DigitsMinMax);
            _digitsMin = valid ? Math.Max(1, (int)digitsMin.Limbs.U0) : 1;
        }

        if (!valid)
        {
            NumberTextFault.ThrowFormat(format);
        }
    }

    /// <summary>
    /// Writes sign and magnitude, or in hexadecimal the bits; false, nothing written, where they do not fit.
    /// </summary>
    public bool TryWrite<TChar>(
        bool negative,
        in UInt256 magnitude,
        in UInt256 bits,
        Span<TChar> destination,
        out int written
    )
        where TChar : unmanaged, IBinaryInteger<TChar>
    {
        Span<byte> room = stackalloc byte[DecimalDigits.RoomMax];
        ReadOnlySpan<byte> digits = Digits(magnitude, bits, room);
        int sign = negative && _digits == 'D' ? 1 : 0;
        int zeros = Math.Max(0, _digitsMin - digits.Length);
        written = 0;
        if (destination.Length < sign + zeros + digits.Length)
        {
            return false;
        }

        if (sign + zeros != 0)
        {
            destination[..sign].Fill(TChar.CreateTruncating('-'));
            destination.Slice(sign, zeros).Fill(TChar.CreateTruncating('0'));
        }

        NumberText.TryWiden(digits, destination[(sign + zeros)..]);
        written = sign + zeros + digits.Length;
        return true;
    }

    public string Write(bool negative, in UInt256 magnitude, in UInt256 bits)
    {
        int most = Math.Max(_digitsMin, DecimalDigits.RoomMax) + 1;
        Span<char> text = most <= ShortText ? stackalloc char[ShortText] : new char[most];
        TryWrite(negative, magnitude, bits, text, out int written);
        return new string(text[..written]);
    }

    private ReadOnlySpan<byte> Digits(in UInt256 magnitude, in UInt256 bits, Span<byte> room)
    {
        if (_digits == 'D')
        {
            return room[DecimalDigits.Write(magnitude, room)..];
        }

        Span<byte> bytes = stackalloc byte[UInt256.ByteCount];
        bits.WriteBigEndian(bytes);
        Span<byte> text = room[..Hex.WordDigits];
        if (_digits == 'x')
        {
            Convert.TryToHexStringLower(bytes, text, out _);
        }
        else
        {
            Convert.TryToHexString(bytes, text, out _);
        }

        int leading = text[..^1].IndexOfAnyExcept((byte)'0');
        return leading < 0 ? text[^1..] : text[leading..];
    }
}
