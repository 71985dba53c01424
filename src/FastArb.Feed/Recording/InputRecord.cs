namespace FastArb.Feed;

/// <summary>One recorded input. Its payload is valid until the next record is read.</summary>
public readonly ref struct InputRecord
{
    public InputKind Kind { get; init; }

    /// <summary>The connection that it came by.</summary>
    public byte Connection { get; init; }

    /// <summary>Monotonic nanoseconds of the recording process's clock.</summary>
    public long ReceiveTime { get; init; }

    /// <summary>The record's place: bytes of all records before it.</summary>
    public long Position { get; init; }

    /// <summary>Ties the receive times of the record's segment to UTC.</summary>
    public TimeAnchor Anchor { get; init; }

    public ReadOnlySpan<byte> Payload { get; init; }
}
