using FastArb.EvmMath;

namespace FastArb.Benchmarks;

/// <summary>SplitMix64: the same inputs in every run.</summary>
internal sealed class Draws(ulong seed)
{
    private ulong _state = seed;

    public ulong NextUInt64()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    public UInt256 NextWord() => new(NextUInt64(), NextUInt64(), NextUInt64(), NextUInt64());
}
