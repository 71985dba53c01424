using System.Text;

namespace FastArb.Tests.Feed.Decoding;

/// <summary>
/// Frames that are almost right: recorded ones, and the same as other nodes would write them, with a
/// few bytes,
/// members or halves changed. The same frames from the same seed.
/// </summary>
internal sealed class FrameMutator(ulong seed)
{
    private static readonly byte[][] s_pieces =
    [
        .. new[]
        {
            "\"",
            "\\",
            ",",
            ":",
            "}",
            "]",
            "{",
            "[",
            " ",
            "\n",
            "0",
            "f",
            "G",
            "x",
            "\u0001",
            "\u00ff",
            "\\u0030",
            "\\u0061",
            "\\\"",
            "null",
            "true",
            "false",
            "{}",
            "[]",
            "\"\"",
            "0x",
            "\"0x0\"",
            "}}",
            "}}}",
            ",\"eventTime\":\"0x5\"",
            ",\"eventTime\":5",
            ",\"eventTime\":\"0x8000000000000000\"",
            "\"id\":1,",
            ",\"blockTimestamp\":\"0x7\"",
            "0000000000000000",
            "ffffffffffffffff",
            ",\"error\":{\"code\":-1}",
        }.Select(Encoding.Latin1.GetBytes),
    ];

    private readonly SeededBits _bits = new(seed);
    private readonly byte[][] _frames = Frames();
    private readonly byte[] _other = new byte[16_384];
    private readonly byte[] _frame = new byte[16_384];
    private int _length;

    public ReadOnlySpan<byte> Next()
    {
        Copy(Pick(_frames));
        int changes = Draw(3);
        for (int i = 0; i < changes; i++)
        {
            Change();
        }

        return _frame.AsSpan(0, _length);
    }

    // Few of the recorded frames would do; these have every kind of log, and some heads.
    private static byte[][] Frames()
    {
        byte[][] recorded =
        [
            .. RecordedFrames.Long.Take(1_200),
            .. RecordedFrames.ReorgGeth.Skip(600).Take(800),
        ];
        byte[][] logs = [.. recorded.Where(OtherNodes.IsLog)];
        byte[][] others = [.. recorded.Where(frame => !OtherNodes.IsLog(frame)).Take(60)];
        return
        [
            .. others,
            .. Enumerable.Repeat(RecordedFrames.Long.Take(2), 40).SelectMany(answers => answers),
            .. logs,
            .. logs.Take(800).Select(log => OtherNodes.Geth(log, withTimestamp: false)),
            .. logs.Take(400).Select(log => OtherNodes.Geth(log, withTimestamp: true)),
            .. logs.Take(200).Select(OtherNodes.Nethermind),
            .. logs.Take(200).Select(log => OtherNodes.WithTime(log, "\"0x18de35a1c2b4f000\"", inside: true)),
            .. logs.Take(200)
                .Select(log => OtherNodes.WithTime(log, "\"0x18de35a1c2b4f000\"", inside: false)),
        ];
    }

    private void Change()
    {
        switch (Draw(12))
        {
            case 0:
                _frame[Place()] = (byte)_bits.NextUInt64();
                break;
            case 1:
                _frame[Place()] = Pick(s_pieces)[0];
                break;
            case 2:
                Replace(Place(), 0, Pick(s_pieces));
                break;
            case 3:
                int from = Place();
                Replace(from, Math.Min(1 + Draw(1 << Draw(8)), _length - from), []);
                break;
            case 4:
                _length = Math.Max(1, Place());
                break;
            case 5:
                Splice();
                break;
            case 6:
                ChangeCase();
                break;
            case 7:
                DuplicateMember();
                break;
            case 8:
                SwapMembers();
                break;
            case 9:
                DropMember();
                break;
            case 10:
                Replace(AfterDigits(), 0, Pick(s_pieces));
                break;
            default:
                // Whole words more or less of data, so that the frame is right again.
                Replace(Math.Max(0, IndexOf("\"data\":\"0x"u8) + 10), 0, Digits(64 * Draw(1 << Draw(8))));
                break;
        }
    }

    private void Splice()
    {
        byte[] other = Pick(_frames);
        int at = Draw(other.Length);
        int comma = other.AsSpan(at).IndexOf((byte)',');
        int mine = _frame.AsSpan(0, _length).IndexOf((byte)',');
        bool atCommas = Draw(2) == 0 && comma >= 0 && mine >= 0;
        _length = atCommas ? CommaNear(Place()) : Place();
        Replace(_length, 0, other.AsSpan(atCommas ? at + comma : at));
        _length = Math.Max(_length, 1);
    }

    private void ChangeCase()
    {
        int at = Place();
        foreach (ref byte digit in _frame.AsSpan(at, Math.Min(64, _length - at)))
        {
            digit = (byte)char.ToUpperInvariant((char)digit);
        }
    }

    private void DuplicateMember()
    {
        (int start, int length) = Member();
        byte[] member = _frame.AsSpan(start, length).ToArray();
        Replace(CommaNear(Place()), 0, member);
    }

    private void SwapMembers()
    {
        (int start, int length) = Member();
        byte[] member = _frame.AsSpan(start, length).ToArray();
        Replace(start, length, []);
        Replace(CommaNear(Place()), 0, member);
    }

    private void DropMember()
    {
        (int start, int length) = Member();
        Replace(start, length, []);
    }

    /// <summary>From one comma to the next, or nothing.</summary>
    private (int Start, int Length) Member()
    {
        int start = CommaNear(Place());
        int length =
            start + 1 < _length ? _frame.AsSpan(start + 1, _length - start - 1).IndexOf((byte)',') : -1;
        return length < 0 ? (start, 0) : (start, length + 1);
    }

    private int CommaNear(int at)
    {
        int comma = _frame.AsSpan(at, _length - at).IndexOf((byte)',');
        return comma < 0 ? at : at + comma;
    }

    private int AfterDigits()
    {
        int at = Place();
        int digits = _frame.AsSpan(at, _length - at).IndexOf("0x"u8);
        return digits < 0 ? at : at + digits + 2;
    }

    private int IndexOf(ReadOnlySpan<byte> text) => _frame.AsSpan(0, _length).IndexOf(text);

    private byte[] Digits(int count)
    {
        byte[] digits = new byte[count];
        digits.AsSpan().Fill("0123456789abcdef"u8[Draw(16)]);
        return digits;
    }

    private void Replace(int start, int length, ReadOnlySpan<byte> with)
    {
        if (_length + with.Length > _frame.Length)
        {
            return;
        }

        start = Math.Min(start, _length);
        ReadOnlySpan<byte> tail = _frame.AsSpan(start + length, _length - start - length);
        tail.CopyTo(_other);
        with.CopyTo(_frame.AsSpan(start));
        _other.AsSpan(0, tail.Length).CopyTo(_frame.AsSpan(start + with.Length));
        _length += with.Length - length;
        if (_length == 0)
        {
            _length = 1;
        }
    }

    private void Copy(byte[] frame)
    {
        frame.CopyTo(_frame, 0);
        _length = frame.Length;
    }

    private int Place() => Draw(_length);

    private int Draw(int below) => (int)(_bits.NextUInt64() % (ulong)below);

    private T Pick<T>(T[] list) => list[Draw(list.Length)];
}
