using System.Diagnostics.CodeAnalysis;

namespace FastArb.EvmMath;

public readonly partial struct Int256
{
    // Kept out of line, so that the methods that may throw stay small enough to be inlined.
    [DoesNotReturn]
    internal static void ThrowOverflow(string what) =>
        throw new OverflowException($"{what} does not fit a signed 256-bit integer");

    [DoesNotReturn]
    internal static void ThrowDivisionByZero() =>
        throw new DivideByZeroException("a signed 256-bit integer was divided by zero");
}
