using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastArb.EvmMath.Internals;

namespace FastArb.EvmMath;

/// <summary>
/// An account's or a contract's address: 20 bytes, in memory as the chain writes them, blittable. Ordered as
/// an unsigned big-endian number, which is the order of a pool's two tokens.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = ByteCount)]
public readonly partial struct Address : IEquatable<Address>, IComparable<Address>, IComparable
{
    public const int ByteCount = 20;

    private readonly uint _bytes0;
    private readonly ulong _bytes4;
    private readonly ulong _bytes12;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Address(uint bytes0, ulong bytes4, ulong bytes12)
    {
        _bytes0 = bytes0;
        _bytes4 = bytes4;
        _bytes12 = bytes12;
    }

    public static Address Zero => default;

    public bool IsZero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (_bytes0 | _bytes4 | _bytes12) == 0;
    }

    /// <summary>Reads the first 20 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Address Read(ReadOnlySpan<byte> source)
    {
        ByteFault.ThrowIfShort(source.Length, ByteCount);
        return Unsafe.ReadUnaligned<Address>(ref MemoryMarshal.GetReference(source));
    }

    /// <summary>Writes all 20 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(Span<byte> destination)
    {
        ByteFault.ThrowIfShort(destination.Length, ByteCount);
        Unsafe.WriteUnaligned(ref MemoryMarshal.GetReference(destination), this);
    }

    /// <summary>The low 160 bits of an ABI word; false where one of the upper 96 is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFromWord(in UInt256 word, out Address address)
    {
        address = FromLowBits(word);
        return (word._u3 | (word._u2 >> 32)) == 0;
    }

    /// <summary>The low 160 bits of a word, whatever the upper 96 are: a hash's, for instance.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Address FromLowBits(in UInt256 word) =>
        new(BigEndian((uint)word._u2), BigEndian(word._u1), BigEndian(word._u0));

    /// <summary>The ABI word: the address in the low 160 bits, zeros above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public UInt256 ToWord() => new(BigEndian(_bytes12), BigEndian(_bytes4), BigEndian(_bytes0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(Address other) =>
        ((_bytes0 ^ other._bytes0) | (_bytes4 ^ other._bytes4) | (_bytes12 ^ other._bytes12)) == 0;

    public override bool Equals(object? obj) => obj is Address other && Equals(other);

    /// <summary>
    /// The same in every run; not made to withstand somebody who picks addresses that collide.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public override int GetHashCode()
    {
        // Addresses are hashes already; the multiplication is for the few with mined zeros or a common end.
        ulong mixed = (_bytes12 ^ ulong.RotateLeft(_bytes4, 23) ^ _bytes0) * 0x9E3779B97F4A7C15;
        return (int)(mixed >> 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int CompareTo(Address other)
    {
        if (_bytes0 != other._bytes0)
        {
            return BigEndian(_bytes0) < BigEndian(other._bytes0) ? -1 : 1;
        }

        return _bytes4 != other._bytes4
            ? BigEndian(_bytes4).CompareTo(BigEndian(other._bytes4))
            : BigEndian(_bytes12).CompareTo(BigEndian(other._bytes12));
    }

    public int CompareTo(object? obj) =>
        obj switch
        {
            null => 1,
            Address other => CompareTo(other),
            _ => throw new ArgumentException("Only an address compares with an address.", nameof(obj)),
        };

    public static bool operator ==(Address left, Address right) => left.Equals(right);

    public static bool operator !=(Address left, Address right) => !left.Equals(right);

    public static bool operator <(Address left, Address right) => left.CompareTo(right) < 0;

    public static bool operator <=(Address left, Address right) => left.CompareTo(right) <= 0;

    public static bool operator >(Address left, Address right) => left.CompareTo(right) > 0;

    public static bool operator >=(Address left, Address right) => left.CompareTo(right) >= 0;

    /// <summary>From the machine's order to the chain's and back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong BigEndian(ulong bytes) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(bytes) : bytes;

    /// <inheritdoc cref="BigEndian(ulong)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint BigEndian(uint bytes) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(bytes) : bytes;
}
