using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastArb.EvmMath;

/// <summary>
/// An unsigned 256-bit integer, the EVM's word: four 64-bit limbs, least significant first, 32 bytes,
/// blittable.
/// Operators wrap or check as C#'s own do (<c>checked(a + b)</c> throws); hot code uses the static methods
/// that take <c>in</c> operands, give an <c>out</c> result and report overflow as a <c>bool</c>.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
public readonly partial struct UInt256
{
    internal readonly ulong _u0;
    internal readonly ulong _u1;
    internal readonly ulong _u2;
    internal readonly ulong _u3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public UInt256(ulong u0, ulong u1 = 0, ulong u2 = 0, ulong u3 = 0)
    {
        _u0 = u0;
        _u1 = u1;
        _u2 = u2;
        _u3 = u3;
    }

    public static UInt256 Zero => default;

    public static UInt256 One => new(1);

    public static UInt256 MinValue => default;

    public static UInt256 MaxValue => new(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);

    /// <summary>Bits 0 to 63, 64 to 127, 128 to 191 and 192 to 255.</summary>
    public (ulong U0, ulong U1, ulong U2, ulong U3) Limbs => (_u0, _u1, _u2, _u3);

    public bool IsZero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (_u0 | _u1 | _u2 | _u3) == 0;
    }
}
