using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastArb.Chain;

// Runs on the thread of its caller. May not allocate. Costs about 2 ns a stripe of 64 bytes, with AVX-512 or
// AVX2 alike; several times that in plain code, which is for other processors and is held equal by tests.

/// <summary>The long form of XXH3-128: eight lanes, mixed with stripes of 64 bytes.</summary>
internal static class RunningHashStripes
{
    public const int LaneCount = 8;

    public const int StripeBytes = LaneCount * sizeof(ulong);

    // The secret is 192 bytes; each stripe uses it from 8 bytes further on, and after 16 it is used up.
    private const int StripesPerBlock = 16;
    private const int SecretStep = sizeof(ulong);
    private const int ScrambleAt = RunningHashSecret.ByteCount - StripeBytes;
    private const int LastStripeAt = ScrambleAt - 7;
    private const int MergeLowAt = 11;
    private const int MergeHighAt = ScrambleAt - MergeLowAt;

    public static void Start(Span<ulong> lanes)
    {
        lanes[0] = RunningHashSecret.Short3;
        lanes[1] = RunningHashSecret.Prime1;
        lanes[2] = RunningHashSecret.Prime2;
        lanes[3] = RunningHashSecret.Prime3;
        lanes[4] = RunningHashSecret.Prime4;
        lanes[5] = RunningHashSecret.Short2;
        lanes[6] = RunningHashSecret.Prime5;
        lanes[7] = RunningHashSecret.Short1;
    }

    /// <summary>Mixes whole stripes in; says at which stripe of its block the next one will be.</summary>
    public static int Mix(Span<ulong> lanes, ReadOnlySpan<byte> stripes, int stripeInBlock)
    {
        if (Avx512F.IsSupported)
        {
            return Mix512(lanes, stripes, stripeInBlock);
        }

        return Avx2.IsSupported
            ? Mix256(lanes, stripes, stripeInBlock)
            : MixPlain(lanes, stripes, stripeInBlock);
    }

    /// <summary>The last 64 bytes of all, whether or not some of them were mixed in already.</summary>
    public static void MixLast(Span<ulong> lanes, ReadOnlySpan<byte> stripe) =>
        MixStripePlain(lanes, stripe, RunningHashSecret.Bytes[LastStripeAt..]);

    public static UInt128 Merge(ReadOnlySpan<ulong> lanes, ulong byteCount) =>
        new(
            MergeHalf(lanes, MergeHighAt, ~(byteCount * RunningHashSecret.Prime2)),
            MergeHalf(lanes, MergeLowAt, byteCount * RunningHashSecret.Prime1)
        );

    // Compiled once and for all: it has a loop, and a replay's first million events would run it half
    // compiled.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int Mix512(Span<ulong> lanes, ReadOnlySpan<byte> stripes, int stripeInBlock)
    {
        ref byte data = ref MemoryMarshal.GetReference(stripes);
        ref byte secret = ref MemoryMarshal.GetReference(RunningHashSecret.Bytes);
        Vector512<ulong> scramble = Vector512.LoadUnsafe(ref secret, ScrambleAt).AsUInt64();
        Vector512<uint> prime = Vector512.Create((ulong)RunningHashSecret.Short1).AsUInt32();
        Vector512<ulong> sum = Vector512.Create<ulong>(lanes);
        for (nuint at = 0; at < (nuint)stripes.Length; at += StripeBytes)
        {
            Vector512<ulong> word = Vector512.LoadUnsafe(ref data, at).AsUInt64();
            Vector512<ulong> key =
                word ^ Vector512.LoadUnsafe(ref secret, (nuint)stripeInBlock * SecretStep).AsUInt64();
            Vector512<ulong> product = Avx512F.Multiply(key.AsUInt32(), (key >>> 32).AsUInt32());
            sum += product + Avx512F.Shuffle(word.AsUInt32(), 0x4E).AsUInt64();
            if (++stripeInBlock == StripesPerBlock)
            {
                stripeInBlock = 0;
                Vector512<ulong> mixed = sum ^ (sum >>> 47) ^ scramble;
                sum =
                    Avx512F.Multiply(mixed.AsUInt32(), prime)
                    + (Avx512F.Multiply((mixed >>> 32).AsUInt32(), prime) << 32);
            }
        }

        sum.CopyTo(lanes);
        return stripeInBlock;
    }

    // Compiled once and for all: it has a loop, and a replay's first million events would run it half
    // compiled.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int Mix256(Span<ulong> lanes, ReadOnlySpan<byte> stripes, int stripeInBlock)
    {
        ref byte data = ref MemoryMarshal.GetReference(stripes);
        ref byte secret = ref MemoryMarshal.GetReference(RunningHashSecret.Bytes);
        Vector256<ulong> low = Vector256.Create<ulong>(lanes);
        Vector256<ulong> high = Vector256.Create<ulong>(lanes[4..]);
        for (nuint at = 0; at < (nuint)stripes.Length; at += StripeBytes)
        {
            nuint keyAt = (nuint)stripeInBlock * SecretStep;
            low += Mixed256(ref data, at, ref secret, keyAt);
            high += Mixed256(ref data, at + 32, ref secret, keyAt + 32);
            if (++stripeInBlock == StripesPerBlock)
            {
                stripeInBlock = 0;
                low = Scrambled256(low, ref secret, ScrambleAt);
                high = Scrambled256(high, ref secret, ScrambleAt + 32);
            }
        }

        low.CopyTo(lanes);
        high.CopyTo(lanes[4..]);
        return stripeInBlock;
    }

    internal static int MixPlain(Span<ulong> lanes, ReadOnlySpan<byte> stripes, int stripeInBlock)
    {
        for (; !stripes.IsEmpty; stripes = stripes[StripeBytes..])
        {
            MixStripePlain(lanes, stripes, RunningHashSecret.Bytes[(stripeInBlock * SecretStep)..]);
            if (++stripeInBlock == StripesPerBlock)
            {
                stripeInBlock = 0;
                ScramblePlain(lanes);
            }
        }

        return stripeInBlock;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Mixed256(ref byte data, nuint at, ref byte secret, nuint keyAt)
    {
        Vector256<ulong> word = Vector256.LoadUnsafe(ref data, at).AsUInt64();
        Vector256<ulong> key = word ^ Vector256.LoadUnsafe(ref secret, keyAt).AsUInt64();
        return Avx2.Multiply(key.AsUInt32(), (key >>> 32).AsUInt32())
            + Avx2.Shuffle(word.AsUInt32(), 0x4E).AsUInt64();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Scrambled256(Vector256<ulong> sum, ref byte secret, nuint keyAt)
    {
        Vector256<uint> prime = Vector256.Create((ulong)RunningHashSecret.Short1).AsUInt32();
        Vector256<ulong> mixed = sum ^ (sum >>> 47) ^ Vector256.LoadUnsafe(ref secret, keyAt).AsUInt64();
        return Avx2.Multiply(mixed.AsUInt32(), prime)
            + (Avx2.Multiply((mixed >>> 32).AsUInt32(), prime) << 32);
    }

    private static void MixStripePlain(
        Span<ulong> lanes,
        ReadOnlySpan<byte> stripe,
        ReadOnlySpan<byte> secret
    )
    {
        for (int lane = 0; lane < LaneCount; lane++)
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(stripe[(lane * sizeof(ulong))..]);
            ulong key = word ^ BinaryPrimitives.ReadUInt64LittleEndian(secret[(lane * sizeof(ulong))..]);
            lanes[lane ^ 1] += word;
            lanes[lane] += (uint)key * (key >> 32);
        }
    }

    private static void ScramblePlain(Span<ulong> lanes)
    {
        for (int lane = 0; lane < LaneCount; lane++)
        {
            ulong key = RunningHashSecret.Word(ScrambleAt + (lane * sizeof(ulong)));
            lanes[lane] = (lanes[lane] ^ (lanes[lane] >> 47) ^ key) * RunningHashSecret.Short1;
        }
    }

    private static ulong MergeHalf(ReadOnlySpan<ulong> lanes, int secretAt, ulong start)
    {
        for (int lane = 0; lane < LaneCount; lane += 2)
        {
            ulong high = Math.BigMul(
                lanes[lane] ^ RunningHashSecret.Word(secretAt + (lane * sizeof(ulong))),
                lanes[lane + 1] ^ RunningHashSecret.Word(secretAt + ((lane + 1) * sizeof(ulong))),
                out ulong low
            );
            start += high ^ low;
        }

        return RunningHashSecret.Avalanche(start);
    }
}
