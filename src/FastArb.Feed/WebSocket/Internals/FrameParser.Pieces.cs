using System.Buffers.Binary;

namespace FastArb.Feed.Internals;

/// <summary>Frames that are not whole text messages in one piece.</summary>
internal sealed partial class FrameParser
{
    private const int HeadBytesMax = 10;
    private const int ControlBytesMax = 125;
    private const int GatherBytesAtStart = 64 * 1024;
    private const byte FinBit = 0x80;
    private const byte ReservedBits = 0x70;
    private const byte MaskBit = 0x80;

    private readonly byte[] _head = new byte[HeadBytesMax];
    private readonly byte[] _control = new byte[ControlBytesMax];
    private byte[] _gathered;
    private int _headKept;
    private int _controlLength;
    private int _gatheredLength;

    // Bytes still to come of the payload that is being copied, and what it is.
    private long _missing;
    private byte _opcode;
    private bool _isFinal;

    private bool _isMessageOpen;
    private bool _isHalted;

    public FramingFault Fault { get; private set; }

    /// <summary>Messages that came in fragments or across blocks, and were copied together.</summary>
    public long MessagesGathered { get; private set; }

    /// <summary>
    /// How often the gather buffer grew; at most twice, since it grows to a quarter and to all.
    /// </summary>
    public long GatherGrowths { get; private set; }

    /// <summary>What comes next. The payload is valid until the next call.</summary>
    public FrameEvent Next(out ReadOnlySpan<byte> payload)
    {
        payload = default;
        FrameEvent? found;
        do
        {
            if (_isHalted)
            {
                return FrameEvent.NeedMore;
            }

            found = _missing > 0 ? CopyMore(out payload) : ReadFrame(out payload);
        } while (found is null);

        _isBetween = _missing == 0 && _headKept == 0 && !_isMessageOpen;
        return found.Value;
    }

    private FrameEvent? ReadFrame(out ReadOnlySpan<byte> payload)
    {
        payload = default;
        Span<byte> head = stackalloc byte[HeadBytesMax];
        ReadOnlySpan<byte> here = _bytes.AsSpan(_at, _end - _at);
        int kept = _headKept;
        _head.AsSpan(0, kept).CopyTo(head);
        int have = kept + Math.Min(HeadBytesMax - kept, here.Length);
        here[..(have - kept)].CopyTo(head[kept..]);
        if (have < 2)
        {
            return KeepHead(here, 2 - have);
        }

        int shortLength = head[1] & ~MaskBit;
        int headBytes = shortLength switch
        {
            < Length16 => 2,
            Length16 => 2 + sizeof(ushort),
            _ => 2 + sizeof(ulong),
        };
        if (have < headBytes)
        {
            return KeepHead(here, headBytes - have);
        }

        long length = shortLength switch
        {
            < Length16 => shortLength,
            Length16 => BinaryPrimitives.ReadUInt16BigEndian(head[2..]),
            _ => BinaryPrimitives.ReadInt64BigEndian(head[2..]),
        };
        Fault = FaultOf(head[0], head[1], length);
        if (Fault != FramingFault.None)
        {
            Halt();
            return FrameEvent.Fault;
        }

        return ReadPayload(here, headBytes - kept, head[0], (int)length, out payload);
    }

    private FrameEvent? ReadPayload(
        ReadOnlySpan<byte> here,
        int headBytes,
        byte first,
        int length,
        out ReadOnlySpan<byte> payload
    )
    {
        payload = default;
        byte opcode = (byte)(first & 0xF);
        bool isFinal = (first & FinBit) != 0;
        bool isControl = opcode >= FrameOpcode.Close;
        bool isWhole = isControl || (isFinal && opcode == FrameOpcode.Text);
        ReadOnlySpan<byte> body = here[headBytes..];
        int absent = length - body.Length;
        if (absent > 0 && isWhole && _headKept == 0 && _isLastSegment && absent <= _room)
        {
            // The rest will come to lie right behind it: left in the buffer, it needs no copy.
            return FrameEvent.NeedMore;
        }

        _headKept = 0;
        _opcode = opcode;
        _isFinal = isFinal;
        body = absent > 0 ? body : body[..length];
        _at += headBytes + body.Length;
        if (absent <= 0 && isWhole)
        {
            payload = body;
            FramesReceived++;
            return isControl ? ControlEvent(payload) : FrameEvent.Message;
        }

        BeginCopy(isControl, length);
        Append(body);
        _missing = Math.Max(absent, 0);
        return _missing == 0 ? EndCopy(out payload) : null;
    }

    private FrameEvent? CopyMore(out ReadOnlySpan<byte> payload)
    {
        payload = default;
        int count = (int)Math.Min(_missing, _end - _at);
        Append(_bytes.AsSpan(_at, count));
        _at += count;
        _missing -= count;
        if (_missing == 0)
        {
            return EndCopy(out payload);
        }

        return EnterNextSegment() ? null : FrameEvent.NeedMore;
    }

    // Bytes of a head wait in the buffer where the rest of it will come to lie behind them.
    private FrameEvent? KeepHead(ReadOnlySpan<byte> here, int absent)
    {
        if (_isLastSegment && _headKept == 0 && absent <= _room)
        {
            return FrameEvent.NeedMore;
        }

        here.CopyTo(_head.AsSpan(_headKept));
        _headKept += here.Length;
        _at = _end;
        return EnterNextSegment() ? null : FrameEvent.NeedMore;
    }

    private void BeginCopy(bool isControl, int length)
    {
        if (isControl)
        {
            _controlLength = 0;
            return;
        }

        if (_opcode == FrameOpcode.Text)
        {
            _gatheredLength = 0;
            _isMessageOpen = true;
        }

        int wanted = _gatheredLength + length;
        if (wanted > _gathered.Length)
        {
            // Two steps at most: all buffers there ever were stay below twice the cap, even uncollected.
            GatherGrowths++;
            int quarter = _messageBytesMax / 4;
            byte[] larger = new byte[wanted <= quarter ? quarter : _messageBytesMax];
            _gathered.AsSpan(0, _gatheredLength).CopyTo(larger);
            _gathered = larger;
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_opcode >= FrameOpcode.Close)
        {
            bytes.CopyTo(_control.AsSpan(_controlLength));
            _controlLength += bytes.Length;
        }
        else
        {
            bytes.CopyTo(_gathered.AsSpan(_gatheredLength));
            _gatheredLength += bytes.Length;
        }
    }

    private FrameEvent? EndCopy(out ReadOnlySpan<byte> payload)
    {
        FramesReceived++;
        if (_opcode >= FrameOpcode.Close)
        {
            payload = _control.AsSpan(0, _controlLength);
            return ControlEvent(payload);
        }

        payload = default;
        if (!_isFinal)
        {
            return null;
        }

        _isMessageOpen = false;
        MessagesGathered++;
        payload = _gathered.AsSpan(0, _gatheredLength);
        return FrameEvent.Message;
    }

    private FrameEvent ControlEvent(ReadOnlySpan<byte> payload)
    {
        switch (_opcode)
        {
            case FrameOpcode.Ping:
                return FrameEvent.Ping;
            case FrameOpcode.Pong:
                return FrameEvent.Pong;
            default:
                bool isLegal =
                    payload.Length == 0
                    || (payload.Length >= 2 && MayBeSent(BinaryPrimitives.ReadUInt16BigEndian(payload)));
                Fault = isLegal ? FramingFault.None : FramingFault.BadClose;
                Halt();
                return isLegal ? FrameEvent.Close : FrameEvent.Fault;
        }
    }

    private FramingFault FaultOf(byte first, byte second, long length)
    {
        int opcode = first & 0xF;
        bool isFinal = (first & FinBit) != 0;
        int shortLength = second & ~MaskBit;
        if ((first & ReservedBits) != 0)
        {
            return FramingFault.ReservedBits;
        }

        if (opcode is > FrameOpcode.Binary and < FrameOpcode.Close or > FrameOpcode.Pong)
        {
            return FramingFault.ReservedOpcode;
        }

        if ((second & MaskBit) != 0)
        {
            return FramingFault.Masked;
        }

        if (opcode >= FrameOpcode.Close)
        {
            return shortLength > ControlBytesMax ? FramingFault.LongControl
                : isFinal ? FramingFault.None
                : FramingFault.FragmentedControl;
        }

        if (length < 0)
        {
            return FramingFault.LengthTooLarge;
        }

        if (shortLength >= Length16 && length < (shortLength == Length16 ? Length16 : 0x10000))
        {
            return FramingFault.LengthNotMinimal;
        }

        return DataFaultOf(opcode, length);
    }

    private FramingFault DataFaultOf(int opcode, long length)
    {
        if (opcode == FrameOpcode.Binary)
        {
            return FramingFault.Binary;
        }

        bool continues = opcode == FrameOpcode.Continuation;
        if (continues != _isMessageOpen)
        {
            return continues ? FramingFault.NothingToContinue : FramingFault.MessageInsideMessage;
        }

        long before = continues ? _gatheredLength : 0;
        return length > _messageBytesMax - before ? FramingFault.TooBig : FramingFault.None;
    }

    // RFC 6455, section 7.4, and the codes that were registered since.
    private static bool MayBeSent(ushort code) =>
        code is >= 1000 and <= 1003 or >= 1007 and <= 1014 or >= 3000 and <= 4999;
}
