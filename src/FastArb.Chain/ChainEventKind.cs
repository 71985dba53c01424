namespace FastArb.Chain;

/// <summary>
/// What a slot says. Behind the feed's door the world is linear: a block begins, its logs follow by index, it
/// is sealed; or the head goes back.
/// </summary>
public enum ChainEventKind : byte
{
    None = 0,

    /// <summary>
    /// A block on top of the head. Words: hash, parent's hash, timestamp (seconds), base fee, gas used, gas
    /// limit, number of transactions; there are only six where the node does not say the last.
    /// </summary>
    BlockBegin = 1,

    /// <summary>
    /// A log of the block that has begun. Words: address, indexed topics, data; what does not fit goes on in
    /// <see cref="LogPart"/> slots, which follow without a gap.
    /// </summary>
    Log = 2,

    /// <summary>More words of the log before it; the header repeats the log's.</summary>
    LogPart = 3,

    /// <summary>All logs of the head are in, as far as can be known. Words: its hash.</summary>
    BlockSealed = 4,

    /// <summary>
    /// The head is a block seen earlier, whose number and hash (word 0) the event carries; word 1 is the hash
    /// of the head that was left. Everything above that block never happened.
    /// </summary>
    Reorg = 5,

    /// <summary>A timer of the plan is due; <see cref="ChainEvent.Rule"/> is its index.</summary>
    Timer = 6,

    /// <summary>
    /// What lies between the last block and the next one is not known: state must be loaded anew. Word 0 is
    /// the hash of the block from which events go on.
    /// </summary>
    Resynchronise = 7,

    /// <summary>
    /// How far the feed can be relied upon has changed; <see cref="ChainEvent.Detail"/> is a
    /// <see cref="FeedHealth"/>. A stream begins as <see cref="FeedHealth.Live"/> without saying so.
    /// </summary>
    Health = 8,

    /// <summary>
    /// What came of a <see cref="ContractQuestion"/>; <see cref="ChainEvent.Detail"/> is an
    /// <see cref="AnswerOutcome"/>, <see cref="ChainEvent.BlockNumber"/> the question's block. Words: that
    /// block's hash, the question's tag, then what was returned, <see cref="ChainEvent.DataLength"/> bytes of
    /// it; what does not fit goes on in <see cref="AnswerPart"/> slots, which follow without a gap.
    /// </summary>
    Answer = 9,

    /// <summary>More words of the answer before it; the header repeats the answer's.</summary>
    AnswerPart = 10,

    /// <summary>
    /// An operator pauses or resumes handlers; <see cref="ChainEvent.Detail"/> is an
    /// <see cref="OperatorCommand"/>. Words: the handler's name in UTF-8,
    /// <see cref="ChainEvent.DataLength"/> bytes of it; none: every handler.
    /// </summary>
    Command = 11,
}
