using System.Buffers.Binary;
using System.Numerics;

namespace FastArb.Chain;

/// <summary>XXH3-128 of up to 240 bytes, which it treats in five other manners than longer inputs.</summary>
internal static class RunningHashShort
{
    public const int BytesMax = 240;

    private const ulong MixPrime = 0x9FB21C651E98DF25;

    public static UInt128 Hash(ReadOnlySpan<byte> bytes) =>
        bytes.Length switch
        {
            0 => new UInt128(
                RunningHashSecret.OlderAvalanche(RunningHashSecret.Word(80) ^ RunningHashSecret.Word(88)),
                RunningHashSecret.OlderAvalanche(RunningHashSecret.Word(64) ^ RunningHashSecret.Word(72))
            ),
            <= 3 => UpTo3(bytes),
            <= 8 => UpTo8(bytes),
            <= 16 => UpTo16(bytes),
            <= 128 => UpTo128(bytes),
            _ => UpTo240(bytes),
        };

    private static UInt128 UpTo3(ReadOnlySpan<byte> bytes)
    {
        uint low =
            ((uint)bytes[0] << 16)
            | ((uint)bytes[bytes.Length >> 1] << 24)
            | bytes[^1]
            | ((uint)bytes.Length << 8);
        uint high = BitOperations.RotateLeft(BinaryPrimitives.ReverseEndianness(low), 13);
        ulong first = RunningHashSecret.Word(0);
        ulong second = RunningHashSecret.Word(8);
        return new UInt128(
            RunningHashSecret.OlderAvalanche(high ^ (uint)second ^ (second >> 32)),
            RunningHashSecret.OlderAvalanche(low ^ (uint)first ^ (first >> 32))
        );
    }

    private static UInt128 UpTo8(ReadOnlySpan<byte> bytes)
    {
        ulong word =
            BinaryPrimitives.ReadUInt32LittleEndian(bytes)
            + ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]) << 32);
        word ^= RunningHashSecret.Word(16) ^ RunningHashSecret.Word(24);
        ulong high = Math.BigMul(word, RunningHashSecret.Prime1 + ((ulong)bytes.Length << 2), out ulong low);
        high += low << 1;
        low ^= high >> 3;
        low = (low ^ (low >> 35)) * MixPrime;
        low ^= low >> 28;
        return new UInt128(RunningHashSecret.Avalanche(high), low);
    }

    private static UInt128 UpTo16(ReadOnlySpan<byte> bytes)
    {
        ulong first = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        ulong last = BinaryPrimitives.ReadUInt64LittleEndian(bytes[^8..]);
        ulong key = RunningHashSecret.Word(32) ^ RunningHashSecret.Word(40);
        ulong high = Math.BigMul(first ^ last ^ key, RunningHashSecret.Prime1, out ulong low);
        low += (ulong)(bytes.Length - 1) << 54;
        last ^= RunningHashSecret.Word(48) ^ RunningHashSecret.Word(56);
        high += last + ((ulong)(uint)last * (RunningHashSecret.Short2 - 1));
        low ^= BinaryPrimitives.ReverseEndianness(high);
        ulong top = Math.BigMul(low, RunningHashSecret.Prime2, out ulong bottom);
        top += high * RunningHashSecret.Prime2;
        return new UInt128(RunningHashSecret.Avalanche(top), RunningHashSecret.Avalanche(bottom));
    }

    private static UInt128 UpTo128(ReadOnlySpan<byte> bytes)
    {
        ulong low = (ulong)bytes.Length * RunningHashSecret.Prime1;
        ulong high = 0;
        for (int pair = (bytes.Length - 1) / 32; pair >= 0; pair--)
        {
            ReadOnlySpan<byte> front = bytes[(16 * pair)..];
            ReadOnlySpan<byte> back = bytes[^(16 * (pair + 1))..];
            Mix(ref low, ref high, front, back, 32 * pair);
        }

        return Finish(low, high, bytes.Length);
    }

    private static UInt128 UpTo240(ReadOnlySpan<byte> bytes)
    {
        ulong low = (ulong)bytes.Length * RunningHashSecret.Prime1;
        ulong high = 0;
        for (int at = 0; at < 128; at += 32)
        {
            Mix(ref low, ref high, bytes[at..], bytes[(at + 16)..], at);
        }

        low = RunningHashSecret.Avalanche(low);
        high = RunningHashSecret.Avalanche(high);
        for (int at = 128; at + 32 <= bytes.Length; at += 32)
        {
            Mix(ref low, ref high, bytes[at..], bytes[(at + 16)..], at - 128 + 3);
        }

        Mix(ref low, ref high, bytes[^16..], bytes[^32..], 103);
        return Finish(low, high, bytes.Length);
    }

    private static UInt128 Finish(ulong low, ulong high, int length)
    {
        ulong sum = low + high;
        ulong mixed =
            (low * RunningHashSecret.Prime1)
            + (high * RunningHashSecret.Prime4)
            + ((ulong)length * RunningHashSecret.Prime2);
        return new UInt128(0 - RunningHashSecret.Avalanche(mixed), RunningHashSecret.Avalanche(sum));
    }

    private static void Mix(
        ref ulong low,
        ref ulong high,
        ReadOnlySpan<byte> first,
        ReadOnlySpan<byte> second,
        int secretAt
    )
    {
        low = (low + Fold(first, secretAt)) ^ SumOf(second);
        high = (high + Fold(second, secretAt + 16)) ^ SumOf(first);
    }

    private static ulong SumOf(ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.ReadUInt64LittleEndian(bytes) + BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);

    private static ulong Fold(ReadOnlySpan<byte> bytes, int secretAt)
    {
        ulong high = Math.BigMul(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ RunningHashSecret.Word(secretAt),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]) ^ RunningHashSecret.Word(secretAt + 8),
            out ulong low
        );
        return high ^ low;
    }
}
