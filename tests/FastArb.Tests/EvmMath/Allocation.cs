using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

[Trait("gate", "allocation")]
public sealed class Allocation
{
    private const int Calls = 10_000;

    private UInt256 _sink;

    private double _floating;

    [Fact]
    public void Unsigned_arithmetic_allocates_nothing() => AllocatesNothing(UnsignedArithmetic);

    [Fact]
    public void Signed_arithmetic_allocates_nothing() => AllocatesNothing(SignedArithmetic);

    [Fact]
    public void Comparisons_hashes_and_conversions_allocate_nothing() =>
        AllocatesNothing(ComparisonsAndConversions);

    private static void AllocatesNothing(Action<UInt256, UInt256> operations)
    {
        UInt256[] words = EdgeNumbers.Words;
        // Once before: what the runtime itself allocates to prepare a method is not the method's.
        operations(words[0], words[^1]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Calls; i++)
        {
            operations(words[i % words.Length], words[(i * 7) % words.Length]);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void UnsignedArithmetic(UInt256 a, UInt256 b)
    {
        UInt256.TryAdd(in a, in b, out UInt256 r);
        UInt256.TrySubtract(in r, in a, out r);
        UInt256.TryMultiply(in r, in b, out r);
        UInt256.MultiplyFull(in r, in b, out r, out UInt256 high);
        UInt256.TryDivRem(in r, in b, out UInt256 q, out r);
        UInt256.TryMulDiv(in a, in b, in q, out q);
        UInt256.TryMulDivRoundingUp(in a, in b, in r, out r);
        UInt256.TryMulMod(in a, in b, in high, out high);
        UInt256.TryAddMod(in a, in q, in b, out q);
        UInt256.ShiftLeft(in q, 77, out q);
        _sink = (q >> 3) ^ high ^ UInt256.SquareRoot(in r) ^ UInt256.RotateLeft(a, 9);
    }

    private void SignedArithmetic(UInt256 a, UInt256 b)
    {
        var x = new Int256(a);
        var y = new Int256(b);
        Int256.TryAdd(in x, in y, out Int256 r);
        Int256.TrySubtract(in r, in x, out r);
        Int256.TryMultiply(in r, in y, out r);
        Int256.TryDivRem(in r, in y, out Int256 q, out r);
        Int256.TryNegate(in q, out q);
        Int256.ShiftRight(in q, 9, out q);
        _sink = Int256.UnsignedAbs(in r) ^ (q * x)._bits;
    }

    private void ComparisonsAndConversions(UInt256 a, UInt256 b)
    {
        bool less = a < b || a == b || a.CompareTo(b) > 0;
        _floating = less ? (double)a : (float)b + (double)new Int256(a) + a.GetHashCode();
        _sink = (UInt256)_floating + (UInt128)a + (ulong)b + (UInt256)(long)(int)a;
        _sink = UInt256.Min(_sink, UInt256.Max(a, b));
        _sink += (ulong)(a.BitLength + UInt256.PopCount(in b) + UInt256.TrailingZeroCount(in a));
    }
}
