using System.Diagnostics.CodeAnalysis;

namespace FastArb.EvmMath;

public readonly partial struct UInt256
{
    // Kept out of line, so that the methods that may throw stay small enough to be inlined.
    [DoesNotReturn]
    internal static void ThrowOverflow(string what) =>
        throw new OverflowException($"{what} does not fit an unsigned 256-bit integer");

    [DoesNotReturn]
    internal static void ThrowDivisionByZero() =>
        throw new DivideByZeroException("an unsigned 256-bit integer was divided by zero");
}
