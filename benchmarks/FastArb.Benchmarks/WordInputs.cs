using System.Numerics;
using System.Runtime.CompilerServices;
using FastArb.EvmMath;

namespace FastArb.Benchmarks;

/// <summary>1,024 independent numbers of one length in bits, in every shape that a peer takes.</summary>
internal sealed class WordInputs
{
    public const int Count = 1024;

    public WordInputs(ulong seed, int bits)
    {
        Draws draws = new(seed);
        for (int i = 0; i < Count; i++)
        {
            Words[i] = OfLength(draws.NextWord(), bits);
            Bigs[i] = (BigInteger)Words[i];
            Halves[i] = unchecked((UInt128)Words[i]);
        }
    }

    public UInt256[] Words { get; } = new UInt256[Count];

    public BigInteger[] Bigs { get; } = new BigInteger[Count];

    public UInt128[] Halves { get; } = new UInt128[Count];

    /// <summary>Exactly that many bits: the top one is set.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static UInt256 OfLength(UInt256 word, int bits) => (word | (UInt256.One << 255)) >> (256 - bits);
}
