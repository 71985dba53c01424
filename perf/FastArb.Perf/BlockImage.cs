using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;

namespace FastArb.Perf;

/// <summary>
/// One block as bytes on the wire: a head, then its logs, each a WebSocket frame of its own. The next
/// block is
/// the same bytes with other numbers and hashes, so that the sender copies nothing and the stream is a legal
/// chain: each head names its parent, logs are numbered, and the Bloom filter is that of the logs.
/// </summary>
/// <remarks>
/// The sender's stamp is the last 16 digits of a data word that has room for it: reserve1 of a Sync,
/// liquidity
/// of a Swap. It comes out of the decoder with the log. Stamp 0 says: this is the warm-up.
/// </remarks>
internal sealed class BlockImage
{
    public const int StampDigits = 16;

    /// <summary>
    /// What is added to each stamp, so that the number that it is the end of, a reserve or a liquidity, is
    /// never next to nothing: quotes of such pools are not those that anybody makes.
    /// </summary>
    public const long StampBase = 1L << 50;

    private const int WordDigits = 64;
    private const int HeaderBytes = 4;

    /// <summary>Three Syncs to a Swap: most of what a feed of pools gets comes from V2 pairs.</summary>
    private const int LogsPerSwap = 4;

    private readonly byte[] _bytes;
    private readonly int[] _frames;
    private readonly int[] _stamps;
    private readonly List<int> _numbers = [];
    private readonly List<int> _hashes = [];
    private readonly List<int> _times = [];
    private readonly int _parent;
    private long _number;
    private long _time;

    public BlockImage(RecordedFrames recorded, int logs, bool syncsOnly = false)
    {
        string hash = recorded.Head.Substring(ValueAt(recorded.Head, "hash"), WordDigits);
        List<string> texts = [Replace(WithBloom(recorded.Head, BloomOf(recorded)), "parentHash", hash)];
        for (int i = 0; i < logs; i++)
        {
            string log = !syncsOnly && (i + 1) % LogsPerSwap == 0 ? recorded.Swap : recorded.Sync;
            texts.Add(WithPlace(log, hash, (i + 1) / 2, i));
        }

        using MemoryStream stream = new();
        _frames = new int[texts.Count + 1];
        _stamps = new int[logs];
        for (int i = 0; i < texts.Count; i++)
        {
            _frames[i] = (int)stream.Position;
            byte[] payload = Encoding.ASCII.GetBytes(texts[i]);
            stream.Write([0x81, 126, (byte)(payload.Length >> 8), (byte)payload.Length]);
            stream.Write(payload);
        }

        _bytes = stream.ToArray();
        _frames[^1] = _bytes.Length;
        _parent = At(0, texts[0], "parentHash");
        _numbers.Add(At(0, texts[0], "number"));
        _hashes.Add(At(0, texts[0], "hash"));
        _times.Add(At(0, texts[0], "timestamp"));
        for (int i = 0; i < logs; i++)
        {
            string text = texts[i + 1];
            _numbers.Add(At(i + 1, text, "blockNumber"));
            _hashes.Add(At(i + 1, text, "blockHash"));
            _hashes.Add(At(i + 1, text, "transactionHash"));
            _times.Add(At(i + 1, text, "blockTimestamp"));
            _stamps[i] = _frames[i + 1] + HeaderBytes + StampAt(text);
        }

        _number = NumberIn(texts[0], "number");
        _time = NumberIn(texts[0], "timestamp");
        for (int i = 0; i < logs; i++)
        {
            Stamp(i, 0);
        }

        MoveOn();
    }

    public int Logs => _stamps.Length;

    /// <summary>Frame 0 is the head, frame i + 1 is log i.</summary>
    public ReadOnlySpan<byte> Frame(int index) => _bytes.AsSpan(_frames[index].._frames[index + 1]);

    public ReadOnlySpan<byte> Frames(int from) => _bytes.AsSpan(_frames[from]..);

    public void Stamp(int log, long nanoseconds) =>
        WriteHex(_stamps[log], StampBase + nanoseconds, StampDigits);

    /// <summary>
    /// Where a log's stamp begins in its text: the same place in each log of its kind, as all before it has
    /// its fixed length.
    /// </summary>
    public static int StampAt(string log)
    {
        int data = ValueAt(log, "data");
        int digits = log.IndexOf('"', data) - data;
        int words = digits / WordDigits;
        return data + ((words == 2 ? 2 : words - 1) * WordDigits) - StampDigits;
    }

    /// <summary>The block that the first image stands on.</summary>
    public static BlockIdentity Before(RecordedFrames recorded)
    {
        string hash = recorded.Head.Substring(ValueAt(recorded.Head, "hash"), WordDigits);
        long number = NumberIn(recorded.Head, "number");
        string end = number.ToString("x16", CultureInfo.InvariantCulture);
        return new BlockIdentity(
            number,
            UInt256.ReadBigEndian(Convert.FromHexString(hash[..^StampDigits] + end))
        );
    }

    /// <summary>A value of a frame that is written "0x...", as it is written.</summary>
    public static string TextAt(string text, string field)
    {
        int at = ValueAt(text, field);
        return text[(at - 2)..text.IndexOf('"', at)];
    }

    /// <summary>Turns the image into that of the next block.</summary>
    public void MoveOn()
    {
        WriteHex(_parent + WordDigits - StampDigits, _number, StampDigits);
        _number++;
        _time += 2;
        foreach (int at in _numbers)
        {
            WriteHex(at, _number, 7);
        }

        foreach (int at in _hashes)
        {
            WriteHex(at + WordDigits - StampDigits, _number, StampDigits);
        }

        foreach (int at in _times)
        {
            WriteHex(at, _time, 8);
        }
    }

    // The frame's text begins behind its WebSocket header.
    private int At(int frame, string text, string field) =>
        _frames[frame] + HeaderBytes + ValueAt(text, field);

    // The first digit of a value that is written "0x...".
    private static int ValueAt(string text, string field)
    {
        string before = $"\"{field}\":\"0x";
        int at = text.IndexOf(before, StringComparison.Ordinal);
        return at >= 0 ? at + before.Length : throw new InvalidDataException($"no {field} in {text}");
    }

    private static long NumberIn(string text, string field)
    {
        int at = ValueAt(text, field);
        ReadOnlySpan<char> digits = text.AsSpan(at, text.IndexOf('"', at) - at);
        return long.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    // All blocks' hashes begin alike, and so do all parents'; the last digits are the number.
    // Transactions of the same block end in the same digits; the first tell them apart.
    private static string WithPlace(string log, string hash, int transaction, int index)
    {
        string text = Replace(log, "blockHash", hash);
        text = Replace(text, "transactionIndex", $"{transaction:x}");
        text = Replace(text, "logIndex", $"{index:x}");
        return Replace(text, "transactionHash", $"{transaction + 1:x8}", WordDigits);
    }

    private static string WithBloom(string head, LogsBloom bloom) =>
        Replace(head, "logsBloom", Convert.ToHexStringLower(bloom.Bytes));

    private static string Replace(string text, string field, string value, int digits = 0)
    {
        int at = ValueAt(text, field);
        int end = text.IndexOf('"', at);
        string kept = digits > 0 ? text.Substring(at + value.Length, digits - value.Length) : string.Empty;
        return string.Concat(text.AsSpan(0, at), value, kept, text.AsSpan(end));
    }

    private static LogsBloom BloomOf(RecordedFrames recorded)
    {
        LogsBloom bloom = default;
        foreach (string log in new[] { recorded.Sync, recorded.Swap })
        {
            int at = ValueAt(log, "address");
            bloom.Add(LogsBloom.BitsOf(Convert.FromHexString(log.AsSpan(at, 40))));
            int topics = log.IndexOf("\"topics\":[", StringComparison.Ordinal);
            string list = log[topics..log.IndexOf(']', topics)];
            foreach (string topic in list.Split("\"0x").Skip(1))
            {
                bloom.Add(LogsBloom.BitsOf(Convert.FromHexString(topic.AsSpan(0, WordDigits))));
            }
        }

        return bloom;
    }

    private void WriteHex(int at, long value, int digits)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        Span<byte> text = stackalloc byte[2 * sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        Hex.Encode(bytes, text);
        text[^digits..].CopyTo(_bytes.AsSpan(at));
    }
}
