// Runs on any thread. No allocation, no loops.
// Costs: 20 ns.
using System.Numerics;
using System.Runtime.CompilerServices;
using FastArb.EvmMath.Internals;

namespace FastArb.EvmMath;

public readonly partial struct UInt256
{
    /// <summary>The largest number whose square is at most <paramref name="n"/>; below 2^128.</summary>
    public static UInt256 SquareRoot(in UInt256 n)
    {
        ulong n3 = n._u3;
        ulong n2 = n._u2;
        ulong n1 = n._u1;
        ulong n0 = n._u0;
        if ((n3 | n2) == 0)
        {
            return (n1 | n0) == 0 ? default : new UInt256(SquareRoot(n1, n0));
        }

        // Normalised by an even shift: the upper half is at least 2^126, so that its root fills a limb.
        int shift = 0;
        if (n3 == 0)
        {
            (n3, n2, n1, n0) = (n2, n1, n0, 0);
            shift = 64;
        }

        int s = BitOperations.LeadingZeroCount(n3) & ~1;
        shift += s;
        n3 = Limb.ShiftLeft(n3, n2, s);
        n2 = Limb.ShiftLeft(n2, n1, s);
        n1 = Limb.ShiftLeft(n1, n0, s);
        n0 <<= s;

        ulong high = RootOfNormalised(n3, n2);
        ulong low = LowerLimbOfRoot(high, n3, n2, n1, n0);
        shift >>= 1;
        return new UInt256(Limb.ShiftRight(high, low, shift), high >> shift);
    }

    // The other limb is what remains above the first one's square, divided by twice the first one, less one
    // where its own square leaves no room (P. Zimmermann, "Karatsuba square root", 1999).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong LowerLimbOfRoot(ulong high, ulong n3, ulong n2, ulong n1, ulong n0)
    {
        ulong square1 = Limb.Multiply(high, high, out ulong square0);
        ulong rest0 = n2 - square0;
        ulong rest1 = n3 - square1 - (n2 < square0 ? 1UL : 0UL);

        // (rest1, rest0, n1) / (2 * high), both halved: twice the limb needs 65 bits, and so may the rest.
        ulong top = (rest1 << 63) | (rest0 >> 1);
        if (top == high)
        {
            return ulong.MaxValue;
        }

        ulong low = Limb.DivRem(top, (rest0 << 63) | (n1 >> 1), high, out ulong half);
        ulong left1 = (half << 1) | (n1 & 1);
        square1 = Limb.Multiply(low, low, out square0);
        bool tooFar = half >> 63 == 0 && (left1 < square1 || (left1 == square1 && n0 < square0));
        return low - (tooFar ? 1UL : 0UL);
    }

    private static ulong SquareRoot(ulong n1, ulong n0)
    {
        int shift = 0;
        if (n1 == 0)
        {
            (n1, n0) = (n0, 0);
            shift = 64;
        }

        int s = BitOperations.LeadingZeroCount(n1) & ~1;
        return RootOfNormalised(Limb.ShiftLeft(n1, n0, s), n0 << s) >> ((shift + s) >> 1);
    }

    // The root of at least 2^126. The processor's own root is good for 53 bits; one Newton step, in which
    // only the small correction is floating, gives the rest, and integers decide the last unit.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong RootOfNormalised(ulong n1, ulong n0)
    {
        // Converting saturates, so the largest estimate is the largest limb.
        ulong root = (ulong)(Math.Sqrt(n1) * 4294967296.0);
        ulong square1 = Limb.Multiply(root, root, out ulong square0);
        ulong error0 = n0 - square0;
        long error1 = (long)(n1 - square1 - (n0 < square0 ? 1UL : 0UL));

        // |error| < 2^77, so its bits from 16 up fit a long. The true step lies within 2^-38 of this
        // quotient:
        // a little less, rounded down, is the root or one below it.
        long error = (error1 << 48) | (long)(error0 >> 16);
        root += (ulong)(long)Math.Floor((error * 32768.0 / root) - 1e-6);

        square1 = Limb.Multiply(root, root, out square0);
        ulong left0 = n0 - square0;
        ulong left1 = n1 - square1 - (n0 < square0 ? 1UL : 0UL);
        // One more where what is left exceeds 2 * root.
        ulong twice1 = root >> 63;
        bool oneMore = left1 > twice1 || (left1 == twice1 && left0 > root << 1);
        return root + (oneMore ? 1UL : 0UL);
    }
}
