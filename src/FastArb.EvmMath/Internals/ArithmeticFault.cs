using System.Diagnostics.CodeAnalysis;

namespace FastArb.EvmMath.Internals;

/// <summary>Throws out of line, so that what may throw stays small enough to be inlined.</summary>
internal static class ArithmeticFault
{
    [DoesNotReturn]
    public static void DoesNotFit<T>() =>
        throw new OverflowException($"The number does not fit {typeof(T).Name}.");

    [DoesNotReturn]
    public static void EmptyRange(string parameter) =>
        throw new ArgumentException("The minimum is greater than the maximum.", parameter);

    [DoesNotReturn]
    public static void NotA<T>(string parameter, out T other) =>
        throw new ArgumentException(
            $"The object to compare with is not of type {typeof(T).Name}.",
            parameter
        );

    [DoesNotReturn]
    public static void Negative(string parameter) =>
        throw new ArgumentOutOfRangeException(parameter, "The number is negative.");

    [DoesNotReturn]
    public static void UnknownNumber<T>() =>
        throw new NotSupportedException($"No conversion from {typeof(T).Name} is known.");
}
