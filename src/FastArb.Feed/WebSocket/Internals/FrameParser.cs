using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastArb.Feed.Internals;

// Runs on the reader's thread, for every frame.
// May not allocate (but for the gather buffer's two steps), copy a message that lies in one piece, or do I/O.
// Costs some 5 ns for a whole text frame; a message in pieces costs the copy.

/// <summary>
/// Frames of RFC 6455 out of received bytes. Whatever the cuts of the stream, the messages are the
/// same. Text is
/// not checked to be UTF-8: whoever reads the JSON checks what it uses.
/// </summary>
internal sealed partial class FrameParser
{
    private const byte WholeText = 0x80 | FrameOpcode.Text;
    private const int SmallHeadBytes = 4;
    private const int Length16 = 126;

    private readonly int _messageBytesMax;

    // The segment being read. Arrays, since taking a Memory's span costs as much as a frame.
    private byte[] _bytes = [];
    private int _at;
    private int _start;
    private int _end;

    private ReadOnlySequence<byte> _buffer;
    private SequencePosition _nextSegment;
    private long _consumedBefore;
    private bool _isLastSegment = true;

    // How many bytes will still be received into the last segment's block.
    private int _room;

    // Neither inside a frame nor inside a fragmented message.
    private bool _isBetween = true;

    public FrameParser(int messageBytesMax)
    {
        _messageBytesMax = messageBytesMax;
        _gathered = new byte[Math.Min(messageBytesMax, GatherBytesAtStart)];
    }

    public long FramesReceived { get; private set; }

    /// <summary>
    /// Up to where the bytes are no longer needed. What is left stays in the buffer for the next.
    /// </summary>
    public SequencePosition Consumed => _buffer.GetPosition(_consumedBefore + _at - _start);

    /// <summary>The end of what was received: all of it has been looked at.</summary>
    public SequencePosition Received => _buffer.End;

    /// <summary>
    /// Takes what has been received: what was left of the last buffer, and new bytes behind it. All of
    /// it must lie
    /// in arrays. <paramref name="room"/> is how much will still fit into the last segment's block.
    /// </summary>
    public void Feed(in ReadOnlySequence<byte> buffer, int room)
    {
        _buffer = buffer;
        _room = room;
        _consumedBefore = 0;
        _at = 0;
        _start = 0;
        _end = 0;
        _nextSegment = buffer.Start;
        if (_isHalted)
        {
            return;
        }

        if (buffer.IsSingleSegment)
        {
            Enter(buffer.First);
            _isLastSegment = true;
        }
        else
        {
            _isLastSegment = false;
            EnterNextSegment();
        }
    }

    /// <summary>
    /// The usual case alone: a text message in one frame, all of it here. False says nothing: ask
    /// <see cref="Next"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadWhole(out ReadOnlySpan<byte> message)
    {
        byte[] bytes = _bytes;
        int at = _at;
        int have = _end - at - SmallHeadBytes;
        if (have >= 0 && _isBetween && bytes[at] == WholeText)
        {
            // Masked frames and those of 64 KiB and more have a larger number here, and go the other way.
            int length = bytes[at + 1];
            int head = 2;
            if (length == Length16)
            {
                head = SmallHeadBytes;
                length = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at + 2));
                have = length < Length16 ? -1 : have;
            }
            else if (length > Length16)
            {
                have = -1;
            }

            if (have + SmallHeadBytes - head >= length && length <= _messageBytesMax && have >= 0)
            {
                _at = at + head + length;
                FramesReceived++;
                message = new ReadOnlySpan<byte>(bytes, at + head, length);
                return true;
            }
        }

        message = default;
        return false;
    }

    /// <summary>Reads nothing any more.</summary>
    public void Halt()
    {
        _isHalted = true;
        _at = _end;
        _isLastSegment = true;
    }

    private void Enter(ReadOnlyMemory<byte> segment)
    {
        bool isArray = MemoryMarshal.TryGetArray(segment, out ArraySegment<byte> array);
        Debug.Assert(isArray, "a segment that is no array");
        _bytes = array.Array ?? [];
        _start = array.Offset;
        _at = _start;
        _end = _start + array.Count;
    }

    private bool EnterNextSegment()
    {
        if (_isLastSegment)
        {
            return false;
        }

        _consumedBefore += _at - _start;
        if (_buffer.TryGet(ref _nextSegment, out ReadOnlyMemory<byte> segment))
        {
            Enter(segment);
        }

        _isLastSegment = _nextSegment.GetObject() is null;
        return true;
    }
}
