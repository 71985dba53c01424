using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Market.Internals;

namespace FastArb.Market;

/// <content>The market as bytes, and from bytes: for a lane that begins where another one was.</content>
public sealed partial class LiveMarket
{
    private const int SavedFormat = 1;

    /// <summary>
    /// Whether nothing is open: no question, no pool on its way, no answer that is half told. After a sealed
    /// block it can then be saved.
    /// </summary>
    public bool IsAtRest =>
        _loader.IsDone && _audit.IsAtRest && _board.IsAtRest && _buffer.Count == 0 && _answer is null;

    /// <summary>
    /// All that it goes on by: equal markets give equal bytes. Notices are not among it, nor what could be
    /// undone: who goes on from here cannot go back behind it.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is not at rest.</exception>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (!IsAtRest)
        {
            throw new InvalidOperationException("a market with open questions cannot be saved");
        }

        writer.Write(SavedFormat);
        writer.Write(_head.Number);
        Span<byte> hash = stackalloc byte[UInt256.ByteCount];
        _head.Hash.WriteLittleEndian(hash);
        writer.Write(hash);
        byte[] pools = Table.Save();
        writer.Write(pools.Length);
        writer.Write(pools);
        writer.Write(LogCount);
        writer.Write(FaultCount);
        writer.Write(DifferenceCount);
        writer.Write(_wasComplete);
        writer.WriteOptional(_saidMulticall);
        _board.Save(writer);
        _admission.Save(writer);
        _loader.Save(writer);
        _audit.Save(writer);
        Prices.Save(writer);
    }

    /// <summary>
    /// Before the first event: takes what a market of the same plan, rules and options saved after a sealed
    /// block. The events above that block give then what they gave there.
    /// </summary>
    /// <exception cref="InvalidOperationException">Events have come already.</exception>
    /// <exception cref="InvalidDataException">It is something else, or does not fit.</exception>
    /// <exception cref="EndOfStreamException">It is cut short.</exception>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        RefuseIfBegun();
        int format = reader.ReadInt32();
        if (format != SavedFormat)
        {
            throw new InvalidDataException($"the saved market is of format {format}, not {SavedFormat}");
        }

        long number = reader.ReadInt64();
        Span<byte> hash = stackalloc byte[UInt256.ByteCount];
        reader.BaseStream.ReadExactly(hash);
        _head = new BlockIdentity(number, UInt256.ReadLittleEndian(hash));
        if (Table.Restore(reader.ReadBytes(reader.ReadInt32())) is { } refusal)
        {
            throw new InvalidDataException(refusal);
        }

        Table.BeginAbove(number);
        for (int pool = 0; pool < _isLive.Length; pool++)
        {
            _isLive[pool] = Table.StatusOf(pool) == PoolStatus.Live;
            LiveCount += _isLive[pool] ? 1 : 0;
        }

        LogCount = reader.ReadInt64();
        FaultCount = reader.ReadInt64();
        DifferenceCount = reader.ReadInt64();
        _wasComplete = reader.ReadBoolean();
        _saidMulticall = reader.ReadOptional();
        _board.Restore(reader);
        _admission.Restore(reader);
        _loader.Restore(reader, _head);
        _audit.Restore(reader);
        Prices.Restore(reader);
    }

    private void RefuseIfBegun()
    {
        if (_head != default)
        {
            throw new InvalidOperationException($"the market has begun already, and is at block {_head}");
        }
    }
}
