using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace FastArb.EvmMath.Internals;

/// <summary>
/// The faults of reading and writing fixed numbers of bytes, kept out of the methods that do it.
/// </summary>
internal static class ByteFault
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ThrowIfShort(
        int have,
        int need,
        [CallerArgumentExpression(nameof(have))] string span = ""
    )
    {
        if (have < need)
        {
            ThrowShort(have, need, span);
        }
    }

    [DoesNotReturn]
    private static void ThrowShort(int have, int need, string span) =>
        throw new ArgumentException($"{need} bytes are needed, the span has {have}.", span);
}
