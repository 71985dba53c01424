namespace FastArb.EvmMath;

// As UInt256 has it, on the magnitude: rounding half to even and truncating toward zero are symmetrical.
public readonly partial struct Int256
{
    private const double TwoTo255 = 5.78960446186580977117854925043439e76;

    /// <summary>The nearest double, half to even.</summary>
    public static double ToDouble(in Int256 value)
    {
        double magnitude = UInt256.ToDouble(UnsignedAbs(in value));
        return value.IsNegative ? -magnitude : magnitude;
    }

    public static explicit operator double(Int256 value) => ToDouble(in value);

    /// <summary>The nearest float, half to even; infinite from 2^128 - 2^103 up.</summary>
    public static explicit operator float(Int256 value)
    {
        float magnitude = (float)UnsignedAbs(in value);
        return value.IsNegative ? -magnitude : magnitude;
    }

    /// <summary>The nearest half, half to even; infinite from 65520 up.</summary>
    public static explicit operator Half(Int256 value)
    {
        Half magnitude = (Half)UnsignedAbs(in value);
        return value.IsNegative ? -magnitude : magnitude;
    }

    /// <summary>Throws from 2^96 up, as decimal has no infinity.</summary>
    public static explicit operator decimal(Int256 value)
    {
        decimal magnitude = (decimal)UnsignedAbs(in value);
        return value.IsNegative ? -magnitude : magnitude;
    }

    /// <summary>Truncates toward zero; saturates out of range, and NaN gives 0.</summary>
    public static explicit operator Int256(double value)
    {
        double magnitude = Math.Abs(value);
        // Written so that NaN takes this way too.
        if (!(magnitude >= 1))
        {
            return default;
        }

        if (magnitude >= TwoTo255)
        {
            return value < 0 ? MinValue : MaxValue;
        }

        return WithSign(UInt256.Truncated(magnitude), value < 0);
    }

    public static explicit operator checked Int256(double value)
    {
        if (!(value >= -TwoTo255 && value < TwoTo255))
        {
            ThrowOverflow("a double");
        }

        return (Int256)value;
    }

    public static explicit operator Int256(float value) => (Int256)(double)value;

    public static explicit operator checked Int256(float value) => checked((Int256)(double)value);

    public static explicit operator Int256(Half value) => (Int256)(double)value;

    public static explicit operator checked Int256(Half value) => checked((Int256)(double)value);

    /// <summary>Truncates toward zero; every decimal fits.</summary>
    public static explicit operator Int256(decimal value) => new((UInt256)value);
}
