using System.Buffers.Binary;
using System.Collections.Immutable;
using FastArb.EvmMath;

namespace FastArb.Market.Internals;

/// <summary>
/// Multicall3: one contract, at the same address on nearly every chain, that asks many others at once.
/// </summary>
internal static class Multicall
{
    // A result among others: where it lies, whether the call succeeded, where its bytes lie, how many.
    private const int ResultWords = 4;

    // Where the list lies, and its length.
    private const int ListWords = 2;

    // aggregate3((address,bool,bytes)[]).
    private const uint Aggregate3 = 0x82ad56cb;

    // Of one call: target, whether it may fail, where its data lies, and its length.
    private const int CallWords = 4;

    public static Address Contract { get; } = Address.Parse("0xcA11bde05977b3631167028862bE2a173976CA11");

    /// <summary>The bytes that a result of so many words takes in the answer.</summary>
    public static int AnswerBytes(int words) => (ResultWords + words) * UInt256.ByteCount;

    public static int AnswerBytesOfNone => ListWords * UInt256.ByteCount;

    /// <summary>All of these in one, each of which may fail alone.</summary>
    public static ImmutableArray<byte> Ask(ReadOnlySpan<ContractCall> calls)
    {
        int length = sizeof(uint) + (ListWords * UInt256.ByteCount);
        foreach (ContractCall call in calls)
        {
            length += ((1 + CallWords) * UInt256.ByteCount) + Padded(call.Data.Length);
        }

        byte[] data = new byte[length];
        BinaryPrimitives.WriteUInt32BigEndian(data, Aggregate3);
        Span<byte> list = data.AsSpan(sizeof(uint));
        WriteWord(list, 0, UInt256.ByteCount);
        WriteWord(list, 1, calls.Length);
        list = list[(ListWords * UInt256.ByteCount)..];
        int at = calls.Length * UInt256.ByteCount;
        for (int i = 0; i < calls.Length; i++)
        {
            ContractCall call = calls[i];
            WriteWord(list, i, at);
            Span<byte> tuple = list[at..];
            call.To.ToWord().WriteBigEndian(tuple);
            WriteWord(tuple, 1, 1);
            WriteWord(tuple, 2, 3 * UInt256.ByteCount);
            WriteWord(tuple, 3, call.Data.Length);
            call.Data.CopyTo(tuple[(CallWords * UInt256.ByteCount)..]);
            at += (CallWords * UInt256.ByteCount) + Padded(call.Data.Length);
        }

        return ImmutableArray.Create(data);
    }

    /// <summary>
    /// What each call returned, no bytes where it failed; false where this is no answer to so many calls.
    /// </summary>
    public static bool TryRead(ReadOnlyMemory<byte> answer, Span<ReadOnlyMemory<byte>> results)
    {
        if (
            !TryReadLength(answer, 0, out int list)
            || !TryReadLength(answer, list, out int count)
            || count != results.Length
        )
        {
            return false;
        }

        answer = answer[(list + UInt256.ByteCount)..];
        for (int i = 0; i < results.Length; i++)
        {
            if (
                !TryReadLength(answer, i * UInt256.ByteCount, out int tuple)
                || !TryReadLength(answer, tuple, out int succeeded)
                || !TryReadLength(answer, tuple + UInt256.ByteCount, out int bytes)
                || bytes > answer.Length - tuple
                || !TryReadLength(answer, tuple + bytes, out int length)
                || length > answer.Length - tuple - bytes - UInt256.ByteCount
            )
            {
                return false;
            }

            results[i] = succeeded == 0 ? default : answer.Slice(tuple + bytes + UInt256.ByteCount, length);
        }

        return true;
    }

    private static int Padded(int length) => (length + UInt256.ByteCount - 1) & -UInt256.ByteCount;

    private static void WriteWord(Span<byte> words, int index, int value) =>
        new UInt256((ulong)value).WriteBigEndian(words[(index * UInt256.ByteCount)..]);

    // A word that counts bytes of the answer, so none that is larger than it.
    private static bool TryReadLength(ReadOnlyMemory<byte> answer, int at, out int length)
    {
        length = 0;
        if (at < 0 || answer.Length - at < UInt256.ByteCount)
        {
            return false;
        }

        UInt256 word = UInt256.ReadBigEndian(answer.Span.Slice(at, UInt256.ByteCount));
        if (word > new UInt256((ulong)answer.Length))
        {
            return false;
        }

        length = (int)(ulong)word;
        return true;
    }
}
