using System.Collections.Immutable;
using System.Text;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Market.Internals;

namespace FastArb.Market;

public sealed partial class PoolTable
{
    private const uint SavedFormat = 1;
    private const int ChecksumBytes = 16;

    // "FAPOOLS" and a line end, which a transfer as text would damage.
    private static ReadOnlySpan<byte> SavedMark => "FAPOOLS\n"u8;

    /// <summary>
    /// The state of all pools as bytes: equal states give equal bytes. Of a pool that is not live, that it is
    /// not. What could be undone is not among them.
    /// </summary>
    public byte[] Save()
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream, Encoding.UTF8);
        writer.Write(SavedMark);
        writer.Write(SavedFormat);
        writer.Write(Plan.ChainId);
        writer.Write(Plan.Pools.Length);
        foreach (Pool pool in Plan.Pools)
        {
            Write(writer, pool.Address.ToWord());
            Write(writer, pool.Id);
            PoolStatus status = StatusOf(pool.Index);
            writer.Write((byte)status);
            if (status == PoolStatus.Live)
            {
                Write(writer, ContentOf(pool.Index));
            }
        }

        writer.Write(ChecksumOf(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        return stream.ToArray();
    }

    /// <summary>
    /// Takes the state of all pools from what <see cref="Save"/> wrote for the same pools. Nothing can be
    /// undone then. A sentence says why it cannot be had; the table is as it was then, or, where its room is
    /// too small, all its pools are loading.
    /// </summary>
    public string? Restore(ReadOnlySpan<byte> saved)
    {
        string? refusal = ReadSaved(saved, out PoolStatus[] statuses, out PoolContent[] contents);
        if (refusal is not null)
        {
            return refusal;
        }

        _journal.Clear();
        foreach (Pool pool in Plan.Pools)
        {
            LogFault fault = TryLoad(pool.Index, contents[pool.Index], statuses[pool.Index]);
            if (fault != LogFault.None)
            {
                refusal ??= $"the saved state of {pool} does not fit: {fault}";
            }
        }

        for (int pool = 0; pool < Plan.Pools.Length && refusal is not null; pool++)
        {
            SetStatus(pool, PoolStatus.Loading);
        }

        return refusal;
    }

    private static UInt128 ChecksumOf(ReadOnlySpan<byte> bytes)
    {
        RunningHash hash = new();
        hash.Append(bytes);
        return hash.Value;
    }

    private static void Write(BinaryWriter writer, UInt256 word)
    {
        Span<byte> bytes = stackalloc byte[UInt256.ByteCount];
        word.WriteLittleEndian(bytes);
        writer.Write(bytes);
    }

    private static void Write(BinaryWriter writer, PoolContent content)
    {
        writer.Write(content.Reserve0);
        writer.Write(content.Reserve1);
        Write(writer, content.SqrtPriceX96);
        writer.Write(content.Tick);
        writer.Write(content.Liquidity);
        writer.Write(content.FeePips);
        writer.Write(content.Ticks.Length);
        foreach (PoolTick tick in content.Ticks)
        {
            writer.Write(tick.Tick);
            writer.Write(tick.Gross);
            writer.Write((UInt128)tick.Net);
        }
    }

    private static UInt256 ReadWord(BinaryReader reader)
    {
        Span<byte> bytes = stackalloc byte[UInt256.ByteCount];
        reader.BaseStream.ReadExactly(bytes);
        return UInt256.ReadLittleEndian(bytes);
    }

    private static PoolContent ReadContent(BinaryReader reader)
    {
        PoolContent content = new()
        {
            Reserve0 = reader.ReadUInt128(),
            Reserve1 = reader.ReadUInt128(),
            SqrtPriceX96 = ReadWord(reader),
            Tick = reader.ReadInt32(),
            Liquidity = reader.ReadUInt128(),
            FeePips = reader.ReadUInt32(),
        };
        int count = reader.ReadInt32();
        ImmutableArray<PoolTick>.Builder ticks = ImmutableArray.CreateBuilder<PoolTick>();
        for (int i = 0; i < count; i++)
        {
            int tick = reader.ReadInt32();
            UInt128 gross = reader.ReadUInt128();
            ticks.Add(new PoolTick(tick, gross, (Int128)reader.ReadUInt128()));
        }

        return content with
        {
            Ticks = ticks.DrainToImmutable(),
        };
    }

    private string? ReadSaved(ReadOnlySpan<byte> saved, out PoolStatus[] statuses, out PoolContent[] contents)
    {
        statuses = new PoolStatus[Plan.Pools.Length];
        contents = new PoolContent[Plan.Pools.Length];
        Array.Fill(contents, new PoolContent());
        if (!saved.StartsWith(SavedMark) || saved.Length < SavedMark.Length + ChecksumBytes)
        {
            return "this is not a saved state of pools";
        }

        ReadOnlySpan<byte> body = saved[..^ChecksumBytes];
        using BinaryReader checksum = new(new MemoryStream(saved[^ChecksumBytes..].ToArray()));
        if (checksum.ReadUInt128() != ChecksumOf(body))
        {
            return "the saved state of pools is damaged: its checksum is another";
        }

        using BinaryReader reader = new(new MemoryStream(body[SavedMark.Length..].ToArray()));
        try
        {
            return ReadPools(reader, statuses, contents);
        }
        catch (EndOfStreamException)
        {
            return "the saved state of pools ends too early";
        }
    }

    private string? ReadPools(BinaryReader reader, PoolStatus[] statuses, PoolContent[] contents)
    {
        uint format = reader.ReadUInt32();
        if (format != SavedFormat)
        {
            return $"the saved state of pools is of format {format}; this program reads {SavedFormat}";
        }

        long chainId = reader.ReadInt64();
        int count = reader.ReadInt32();
        if ((chainId, count) != (Plan.ChainId, Plan.Pools.Length))
        {
            return $"the saved state is of {count} pools of chain {chainId}, "
                + $"not of {Plan.Pools.Length} pools of chain {Plan.ChainId}";
        }

        foreach (Pool pool in Plan.Pools)
        {
            UInt256 address = ReadWord(reader);
            UInt256 id = ReadWord(reader);
            if (address != pool.Address.ToWord() || id != pool.Id)
            {
                return $"the saved state has another pool in the place of {pool}";
            }

            statuses[pool.Index] = (PoolStatus)reader.ReadByte();
            if (statuses[pool.Index] == PoolStatus.Live)
            {
                contents[pool.Index] = ReadContent(reader);
            }
        }

        return reader.BaseStream.Position == reader.BaseStream.Length
            ? null
            : "the saved state of pools goes on behind its last pool";
    }
}
