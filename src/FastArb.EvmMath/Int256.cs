using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastArb.EvmMath;

/// <summary>
/// A signed 256-bit integer in two's complement, the EVM's <c>int256</c>: the same 32 bytes as
/// <see cref="UInt256"/>.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
public readonly partial struct Int256
{
    internal readonly UInt256 _bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Int256(in UInt256 bits) => _bits = bits;

    public static Int256 Zero => default;

    public static Int256 One => new(UInt256.One);

    public static Int256 NegativeOne => new(UInt256.MaxValue);

    public static Int256 MinValue => new(new UInt256(0, 0, 0, 1UL << 63));

    public static Int256 MaxValue =>
        new(new UInt256(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue >> 1));

    public bool IsZero => _bits.IsZero;

    public bool IsNegative
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (long)_bits._u3 < 0;
    }
}
