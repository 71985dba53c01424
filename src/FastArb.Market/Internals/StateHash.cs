using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastArb.Market.Internals;

/// <summary>
/// Words to 128 bits, which any change of a word changes all over. Each step is a permutation of the two
/// halves whatever the word, so that words which differ in one place never meet. Not against attackers.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StateHash(UInt128 seed)
{
    // MurmurHash3's constants (x64, 128 bits).
    private const ulong Factor1 = 0x87C37B91114253D5;
    private const ulong Factor2 = 0x4CF5AD432745937F;
    private const ulong Final1 = 0xFF51AFD7ED558CCD;
    private const ulong Final2 = 0xC4CEB9FE1A85EC53;

    private ulong _low = (ulong)seed;
    private ulong _high = (ulong)(seed >> 64);

    public readonly UInt128 Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ulong low = _low + _high;
            ulong high = Spread(_high + low);
            return new UInt128(high, Spread(low) + high);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ulong word)
    {
        _low = (_low ^ word) * Factor1;
        _low ^= _low >> 29;
        _high = (BitOperations.RotateLeft(_high, 31) + _low) * Factor2;
        _high ^= _high >> 32;
        _low += _high;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(UInt128 word)
    {
        Add((ulong)word);
        Add((ulong)(word >> 64));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Spread(ulong word)
    {
        word = (word ^ (word >> 33)) * Final1;
        word = (word ^ (word >> 33)) * Final2;
        return word ^ (word >> 33);
    }
}
