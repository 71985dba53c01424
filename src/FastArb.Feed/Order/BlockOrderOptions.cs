using FastArb.Chain;

namespace FastArb.Feed;

/// <summary>How long the block order waits for what, and how much it keeps.</summary>
public sealed record BlockOrderOptions
{
    private const long Millisecond = 1_000_000;

    /// <summary>A block counts as complete when no frame of it came for so long, in event time.</summary>
    public long SealQuietNs { get; init; } = 50 * Millisecond;

    /// <summary>
    /// False where event time stands still between blocks (<see cref="EventTimeSource.Chain"/>).
    /// </summary>
    public bool SealByQuiet { get; init; } = true;

    /// <summary>
    /// The block at which the reader's state is known: events begin on top of it. Null: at the parent of the
    /// first head.
    /// </summary>
    public BlockIdentity? Start { get; init; }

    /// <summary>
    /// Blocks in memory: half of them at most are the chain that is out, an eighth at least of what can be
    /// taken back.
    /// </summary>
    public int BlocksMax { get; init; } = 512;

    /// <summary>Slots of logs in memory, over all blocks: 320 bytes each.</summary>
    public int LogSlotsMax { get; init; } = 131_072;

    /// <summary>
    /// Whether an answer for a block's logs must be said by two before it is believed. False: one will do, if
    /// the block's filter agrees.
    /// </summary>
    public bool ConfirmAnswers { get; init; } = true;

    /// <summary>Questions that may be open at once.</summary>
    public int CallsMax { get; init; } = 64;

    /// <summary>
    /// A question that failed is asked again after so long, then after twice as long, up to 32 times.
    /// </summary>
    public long CallRetryNs { get; init; } = 250 * Millisecond;

    /// <summary>A question without an answer for so long has failed.</summary>
    public long CallTimeoutNs { get; init; } = 5_000 * Millisecond;

    /// <summary>
    /// After so many failures the stream no longer waits for the answer: it goes on after a
    /// <see cref="ChainEventKind.Resynchronise"/>.
    /// </summary>
    public int CallTriesMax { get; init; } = 12;

    /// <summary>
    /// Questions to contracts that may be open at once; one more is answered at once, as failed.
    /// </summary>
    public int QuestionsMax { get; init; } = 256;
}
