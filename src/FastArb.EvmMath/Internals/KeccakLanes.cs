using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastArb.EvmMath.Internals;

/// <summary>
/// The state of Keccak-f[1600]: 25 lanes of 64 bits, lane (x, y) at 5y + x, bytes least significant first.
/// </summary>
internal static class KeccakLanes
{
    public const int Count = 25;

    /// <summary>What each round adds to lane (0, 0).</summary>
    public static ReadOnlySpan<ulong> RoundConstants =>
        [
            0x0000000000000001,
            0x0000000000008082,
            0x800000000000808A,
            0x8000000080008000,
            0x000000000000808B,
            0x0000000080000001,
            0x8000000080008081,
            0x8000000000008009,
            0x000000000000008A,
            0x0000000000000088,
            0x0000000080008009,
            0x000000008000000A,
            0x000000008000808B,
            0x800000000000008B,
            0x8000000000008089,
            0x8000000000008003,
            0x8000000000008002,
            0x8000000000000080,
            0x000000000000800A,
            0x800000008000000A,
            0x8000000080008081,
            0x8000000000008080,
            0x0000000080000001,
            0x8000000080008008,
        ];

    /// <summary>Adds a block, or the start of one, to the state's first bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Absorb(Span<byte> state, ReadOnlySpan<byte> block)
    {
        Debug.Assert(BitConverter.IsLittleEndian, "BitConverter.IsLittleEndian");
        int at = 0;
        for (; at <= block.Length - sizeof(ulong); at += sizeof(ulong))
        {
            ulong lane = MemoryMarshal.Read<ulong>(state[at..]) ^ MemoryMarshal.Read<ulong>(block[at..]);
            MemoryMarshal.Write(state[at..], lane);
        }

        for (; at < block.Length; at++)
        {
            state[at] ^= block[at];
        }
    }
}
