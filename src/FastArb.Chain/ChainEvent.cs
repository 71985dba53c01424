using System.Runtime.InteropServices;
using FastArb.EvmMath;

namespace FastArb.Chain;

/// <summary>
/// One slot of the event stream: a header of 64 bytes, one cache line, and eight words. Blittable; its bytes
/// are what a recording holds and what its running hash covers, so unused words and fields are zero.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 8, Size = ByteCount)]
public struct ChainEvent
{
    public const int ByteCount = 320;

    public const int HeaderByteCount = 64;

    /// <summary>A log's slots: one, and at most so many more. The rest of its data is left out.</summary>
    public const int PartsMax = 15;

    /// <summary>The longest answer of a contract: one slot, and 255 more.</summary>
    public const int AnswerBytesMax =
        (((1 + byte.MaxValue) * ChainEventWords.Count) - AnswerWordsAt) * UInt256.ByteCount;

    /// <summary>What was returned begins at this word of an answer's first slot.</summary>
    public const int AnswerWordsAt = 2;

    /// <summary>A <see cref="Source"/> that says: the rule takes any address.</summary>
    public const int AnySource = -1;

    /// <summary>
    /// A <see cref="TopicIndex"/> that says: the rule takes any topic 0; then it is a word too.
    /// </summary>
    public const byte AnyTopic = byte.MaxValue;

    /// <summary>0, 1, 2, ... over the whole run.</summary>
    public long Sequence;

    /// <summary>
    /// Nanoseconds since 1970 in event time, which decides. Never goes back along the stream.
    /// </summary>
    public long EventTime;

    /// <summary>When the bytes came: monotonic nanoseconds, for latency only. 0 where nothing came.</summary>
    public long ReceiveTime;

    /// <summary>Where in the recording of the input this came from; the full bytes are there.</summary>
    public long Position;

    public long BlockNumber;

    public uint TransactionIndex;

    /// <summary>A log's index in its block.</summary>
    public uint LogIndex;

    /// <summary>
    /// The bytes of an answer, or of a log's data, also of what its slots could not hold.
    /// </summary>
    public int DataLength;

    /// <summary>Index of the log's address among <see cref="WatchRules.Addresses"/>, or -1.</summary>
    public int Source;

    /// <summary>The watch rule that wanted the log; a timer's index.</summary>
    public ushort Rule;

    public ChainEventKind Kind;

    /// <summary>Index of topic 0 within its rule.</summary>
    public byte TopicIndex;

    /// <summary>How many topics are among the words: up to 3 without topic 0, up to 4 with it.</summary>
    public byte TopicCount;

    /// <summary>How many of this slot's words are used.</summary>
    public byte WordCount;

    /// <summary>0 for the first slot of a log or an answer; 1, 2, ... for those that follow it.</summary>
    public byte Part;

    /// <summary>
    /// A <see cref="SealReason"/>, a <see cref="ReorgCause"/>, a log's <see cref="LogDetail"/>, an answer's
    /// <see cref="AnswerOutcome"/>.
    /// </summary>
    public byte Detail;

    public ChainEventWords Words;
}
