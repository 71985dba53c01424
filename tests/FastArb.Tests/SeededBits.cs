using System.Numerics;

namespace FastArb.Tests;

/// <summary>
/// SplitMix64: the same draws from the same seed on every runtime, which System.Random does not promise.
/// </summary>
internal sealed class SeededBits(ulong seed)
{
    private ulong _state = seed;

    public ulong NextUInt64()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>
    /// Every bit length from 0 to the most is equally likely, so that small and huge numbers meet.
    /// </summary>
    public BigInteger NextBits(int maxBits)
    {
        int length = (int)(NextUInt64() % (ulong)(maxBits + 1));
        BigInteger bits = BigInteger.Zero;
        for (int have = 0; have < length; have += 64)
        {
            bits = (bits << 64) | NextUInt64();
        }

        return length == 0
            ? bits
            : (bits & ((BigInteger.One << length) - 1)) | (BigInteger.One << (length - 1));
    }
}
