using System.Numerics;

namespace FastArb.EvmMath;

public readonly partial struct Int256 : IMultiplyOperators<Int256, Int256, Int256>
{
    /// <summary>Wraps: the low 256 bits of the product, the EVM's MUL.</summary>
    public static void Multiply(in Int256 a, in Int256 b, out Int256 result)
    {
        // The low half of a product does not depend on what the top bits of the operands mean.
        UInt256.Multiply(in a._bits, in b._bits, out UInt256 bits);
        result = new Int256(in bits);
    }

    /// <summary>
    /// False when the product lies outside -2^255 to 2^255 - 1; the result then is its low 256 bits.
    /// </summary>
    public static bool TryMultiply(in Int256 a, in Int256 b, out Int256 result)
    {
        bool negative = a.IsNegative ^ b.IsNegative;
        bool fits = UInt256.TryMultiply(UnsignedAbs(in a), UnsignedAbs(in b), out UInt256 magnitude);
        result = WithSign(in magnitude, negative);
        // A magnitude that reaches the sign bit shows as the wrong sign; 2^255 negated is -2^255, and right.
        return fits && (result.IsNegative == negative || result.IsZero);
    }

    public static Int256 operator *(Int256 left, Int256 right)
    {
        Multiply(in left, in right, out Int256 product);
        return product;
    }

    public static Int256 operator checked *(Int256 left, Int256 right)
    {
        if (!TryMultiply(in left, in right, out Int256 product))
        {
            ThrowOverflow("a product");
        }

        return product;
    }
}
