using System.Numerics;

namespace FastArb.EvmMath.Internals;

/// <summary>
/// A number of some other type, read exactly: its low 256 bits in two's complement and the types of ours it
/// fits.
/// The one way into UInt256 and Int256 for generic math, so that twenty types times three rules are twenty
/// lines.
/// </summary>
internal readonly struct ForeignNumber
{
    private readonly UInt256 _low;
    private readonly bool _negative;
    private readonly bool _exceedsWord;
    private readonly bool _isFloating;
    private readonly bool _isNaN;

    private ForeignNumber(
        UInt256 low,
        bool negative,
        bool exceedsWord = false,
        bool isFloating = false,
        bool isNaN = false
    )
    {
        _low = low;
        _negative = negative;
        _exceedsWord = exceedsWord;
        _isFloating = isFloating;
        _isNaN = isNaN;
    }

    /// <summary>False when the type is not one that is known here.</summary>
    public static bool TryRead<T>(T value, out ForeignNumber number)
        where T : INumberBase<T>
    {
        ForeignNumber? read = Read(value);
        number = read.GetValueOrDefault();
        return read.HasValue;
    }

    /// <summary>False where the rule is to check and the number is out of range.</summary>
    public bool TryToUInt256(NarrowingRule rule, out UInt256 result)
    {
        result = _low;
        bool fits = !_negative && !_exceedsWord && !_isNaN;
        if (fits || Truncates(rule))
        {
            return true;
        }

        result = _negative || _isNaN ? UInt256.MinValue : UInt256.MaxValue;
        return rule != NarrowingRule.Checked;
    }

    /// <summary>False where the rule is to check and the number is out of range.</summary>
    public bool TryToInt256(NarrowingRule rule, out Int256 result)
    {
        result = new Int256(_low);
        bool fits = _negative == result.IsNegative && !_exceedsWord && !_isNaN;
        if (fits || Truncates(rule))
        {
            return true;
        }

        result = _negative ? Int256.MinValue : Int256.MaxValue;
        if (_isNaN)
        {
            result = default;
        }

        return rule != NarrowingRule.Checked;
    }

    // Floating types have no low bits to keep: truncating saturates, as .NET's own integers do it.
    private bool Truncates(NarrowingRule rule) => rule == NarrowingRule.Truncating && !_isFloating;

    // For a given T the JIT keeps one arm of this, without the box that the pattern seems to need.
    private static ForeignNumber? Read<T>(T value) =>
        value switch
        {
            byte x => Unsigned(x),
            char x => Unsigned(x),
            ushort x => Unsigned(x),
            uint x => Unsigned(x),
            ulong x => Unsigned(x),
            nuint x => Unsigned(x),
            UInt128 x => Unsigned(x),
            UInt256 x => Unsigned(x),
            sbyte x => Signed(x),
            short x => Signed(x),
            int x => Signed(x),
            long x => Signed(x),
            nint x => Signed(x),
            Int128 x => Signed(x),
            Int256 x => Signed(x),
            BigInteger x => Big(x),
            double x => Floating(x),
            float x => Floating(x),
            Half x => Floating((double)x),
            decimal x => Signed((Int256)x, isFloating: true),
            _ => null,
        };

    private static ForeignNumber Unsigned(UInt256 value) => new(value, negative: false);

    private static ForeignNumber Signed(Int256 value, bool isFloating = false) =>
        new(value._bits, value.IsNegative, isFloating: isFloating);

    private static ForeignNumber Big(BigInteger value)
    {
        bool negative = BigInteger.IsNegative(value);
        // A negative number of 256 bits and a sign may look positive in 256: it counts as exceeding.
        bool exceeds = value.GetBitLength() > (negative ? 255 : 256);
        return new ForeignNumber((UInt256)value, negative, exceeds);
    }

    private static ForeignNumber Floating(double value)
    {
        double truncated = Math.Truncate(value);
        UInt256 magnitude = (UInt256)Math.Abs(truncated);
        bool negative = truncated < 0;
        bool exceeds = truncated >= Math.ScaleB(1, 256) || truncated < -Math.ScaleB(1, 255);
        return new ForeignNumber(
            Int256.WithSign(in magnitude, negative)._bits,
            negative,
            exceeds,
            isFloating: true,
            isNaN: double.IsNaN(value)
        );
    }
}
