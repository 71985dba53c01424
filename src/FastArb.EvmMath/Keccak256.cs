using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastArb.EvmMath.Internals;

namespace FastArb.EvmMath;

/// <summary>
/// The EVM's hash: Keccak-256 as first submitted, padded with 0x01. (SHA3-256, its later standard, pads with
/// 0x06 and gives other hashes.)
/// </summary>
public static class Keccak256
{
    /// <summary>Bytes of a hash.</summary>
    public const int HashByteCount = 32;

    /// <summary>Bytes that one permutation takes in: 1600 bits less twice the hash's.</summary>
    internal const int RateByteCount = 136;

    /// <summary>
    /// Writes the 32 bytes of the hash of <paramref name="data"/>; the two spans may overlap.
    /// </summary>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> hash)
    {
        ByteFault.ThrowIfShort(hash.Length, HashByteCount);
        Hash(data).WriteBigEndian(hash);
    }

    /// <summary>The hash of <paramref name="data"/> as the word a contract would see.</summary>
    [SkipLocalsInit]
    public static UInt256 Hash(ReadOnlySpan<byte> data)
    {
        Span<ulong> lanes = stackalloc ulong[KeccakLanes.Count];
        lanes.Clear();
        Span<byte> state = MemoryMarshal.AsBytes(lanes);
        while (data.Length >= RateByteCount)
        {
            KeccakLanes.Absorb(state, data[..RateByteCount]);
            KeccakPermutation.Permute(ref lanes[0]);
            data = data[RateByteCount..];
        }

        KeccakLanes.Absorb(state, data);
        state[data.Length] ^= 0x01;
        state[RateByteCount - 1] ^= 0x80;
        KeccakPermutation.Permute(ref lanes[0]);
        return UInt256.ReadBigEndian(state);
    }
}
