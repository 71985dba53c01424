using System.Collections.Immutable;
using System.Text;
using FastArb.Chain;
using FastArb.EvmMath;

namespace FastArb.Pipeline;

/// <summary>
/// What a lane with every handler was after a sealed block: another one that begins with it and takes the
/// events from there on is what the first one is, to the last byte.
/// </summary>
/// <param name="Plan">The fingerprint of what it is of.</param>
/// <param name="Sequence">The next event.</param>
/// <param name="Head">The block.</param>
/// <param name="Root">The market's root after it.</param>
/// <param name="Chain">The roots of all seals so far in one.</param>
/// <param name="Count">How many those are.</param>
/// <param name="Market">As the market saves itself.</param>
/// <param name="Handlers">All of the plan's.</param>
internal sealed record Checkpoint(
    UInt128 Plan,
    long Sequence,
    BlockIdentity Head,
    UInt128 Root,
    UInt128 Chain,
    long Count,
    byte[] Market,
    ImmutableArray<SavedHandler> Handlers
)
{
    private const int Format = 1;
    private const int ChecksumBytes = 16;

    private static ReadOnlySpan<byte> Mark => "FACHECK\n"u8;

    public static byte[] Bytes(Action<BinaryWriter> save)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream, Encoding.UTF8);
        save(writer);
        return stream.ToArray();
    }

    public byte[] ToBytes()
    {
        byte[] body = Bytes(Write);
        return [.. body, .. Bytes(writer => Write(writer, ChecksumOf(body)))];
    }

    /// <summary>Reads what <see cref="ToBytes"/> made.</summary>
    /// <exception cref="InvalidDataException">It is none, or damaged.</exception>
    public static Checkpoint Parse(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith(Mark) || bytes.Length < Mark.Length + ChecksumBytes)
        {
            throw new InvalidDataException("it is no checkpoint");
        }

        using BinaryReader checksum = new(new MemoryStream(bytes[^ChecksumBytes..].ToArray()));
        if (Read(checksum) != ChecksumOf(bytes[..^ChecksumBytes]))
        {
            throw new InvalidDataException("it is damaged: its checksum is another");
        }

        using BinaryReader reader = new(new MemoryStream(bytes[Mark.Length..^ChecksumBytes].ToArray()));
        int format = reader.ReadInt32();
        if (format != Format)
        {
            throw new InvalidDataException($"it is of format {format}; this program reads {Format}");
        }

        return new Checkpoint(
            Read(reader),
            reader.ReadInt64(),
            new BlockIdentity(
                reader.ReadInt64(),
                UInt256.ReadLittleEndian(reader.ReadBytes(UInt256.ByteCount))
            ),
            Read(reader),
            Read(reader),
            reader.ReadInt64(),
            reader.ReadBytes(reader.ReadInt32()),
            [
                .. Enumerable
                    .Range(0, reader.ReadInt32())
                    .Select(_ => new SavedHandler(
                        reader.ReadString(),
                        reader.ReadInt64(),
                        reader.ReadBoolean(),
                        reader.ReadBytes(reader.ReadInt32())
                    )),
            ]
        );
    }

    private static UInt128 ChecksumOf(ReadOnlySpan<byte> bytes)
    {
        RunningHash hash = new();
        hash.Append(bytes);
        return hash.Value;
    }

    private static UInt128 Read(BinaryReader reader)
    {
        ulong low = reader.ReadUInt64();
        return new UInt128(reader.ReadUInt64(), low);
    }

    private static void Write(BinaryWriter writer, UInt128 number)
    {
        writer.Write((ulong)number);
        writer.Write((ulong)(number >> 64));
    }

    private void Write(BinaryWriter writer)
    {
        writer.Write(Mark);
        writer.Write(Format);
        Write(writer, Plan);
        writer.Write(Sequence);
        writer.Write(Head.Number);
        Span<byte> hash = stackalloc byte[UInt256.ByteCount];
        Head.Hash.WriteLittleEndian(hash);
        writer.Write(hash);
        Write(writer, Root);
        Write(writer, Chain);
        writer.Write(Count);
        writer.Write(Market.Length);
        writer.Write(Market);
        writer.Write(Handlers.Length);
        foreach (SavedHandler handler in Handlers)
        {
            writer.Write(handler.Name);
            writer.Write(handler.OutFrom);
            writer.Write(handler.IsPaused);
            writer.Write(handler.State.Length);
            writer.Write(handler.State);
        }
    }
}
