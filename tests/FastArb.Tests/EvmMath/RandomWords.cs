using System.Numerics;
using FastArb.EvmMath;

namespace FastArb.Tests.EvmMath;

/// <summary>
/// Words of every length, half of them with limbs of all zeros, all ones, or single bits: where carries run.
/// </summary>
internal sealed class RandomWords(ulong seed)
{
    private readonly SeededBits _bits = new(seed);

    public ulong NextUInt64() => _bits.NextUInt64();

    public UInt256 Next() => Next(256);

    /// <summary>
    /// Every length from 0 to the most is equally likely; each whole limb cut, then the rest of the top one.
    /// </summary>
    public UInt256 Next(int maxBits)
    {
        ulong shape = _bits.NextUInt64();
        ulong u0 = Limb(shape, 0);
        ulong u1 = Limb(shape, 1);
        ulong u2 = Limb(shape, 2);
        ulong u3 = Limb(shape, 3);
        int length = (int)((shape >> 32) % ((ulong)maxBits + 1));
        return new UInt256(
            Cut(u0, length),
            Cut(u1, length - 64),
            Cut(u2, length - 128),
            Cut(u3, length - 192)
        );
    }

    public UInt128 NextUInt128() => (UInt128)Next(128);

    private static ulong Cut(ulong limb, int length)
    {
        if (length <= 0)
        {
            return 0;
        }

        return length >= 64 ? limb : limb >> (64 - length);
    }

    private ulong Limb(ulong shape, int index)
    {
        ulong drawn = _bits.NextUInt64();
        if ((shape & 1) == 0)
        {
            return drawn;
        }

        return ((shape >> (8 + (4 * index))) & 7) switch
        {
            0 => 0,
            1 => ulong.MaxValue,
            2 => 1UL << (int)(drawn & 63),
            3 => (1UL << (int)(drawn & 63)) - 1,
            4 => BitOperations.RotateRight(ulong.MaxValue << 1, (int)(drawn & 63)),
            _ => drawn,
        };
    }
}
