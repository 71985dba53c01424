using FastArb.EvmMath;
using FastArb.Tests;

namespace FastArb.Scenarios.Market;

/// <summary>Draws that a seed repeats.</summary>
internal sealed class TrafficDraws(ulong seed)
{
    private readonly SeededBits _bits = new(seed);

    public int Below(int limit) => (int)(_bits.NextUInt64() % (ulong)limit);

    public bool OneIn(int times) => Below(times) == 0;

    public T Of<T>(IReadOnlyList<T> all) => all[Below(all.Count)];

    /// <summary>From 0 to 1.</summary>
    public double Share() => _bits.NextUInt64() / Math.Pow(2, 64);

    /// <summary>Part of an amount, every size equally likely, from all of it to a millionth.</summary>
    public UInt256 PartOf(double amount) => (UInt256)(amount * Math.Pow(10, -6 * Share()));

    /// <summary>Any number of so many bits at most, every length equally likely.</summary>
    public UInt256 Bits(int bits) => (UInt256)_bits.NextBits(bits);
}
