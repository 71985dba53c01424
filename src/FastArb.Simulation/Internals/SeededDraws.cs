using FastArb.EvmMath;

namespace FastArb.Simulation.Internals;

/// <summary>SplitMix64: the same draws from the same seed on every machine and runtime.</summary>
internal sealed class SeededDraws(ulong seed)
{
    public const int Million = 1_000_000;

    private ulong _state = seed;

    public ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);

    /// <summary>From 0 to one less than the bound.</summary>
    public int Below(int bound) => (int)(Next() % (ulong)bound);

    public bool Hits(int perMillion) => Below(Million) < perMillion;

    public UInt256 NextWord() => new(Next(), Next(), Next(), Next());

    public Address NextAddress() => Address.FromLowBits(NextWord());

    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
