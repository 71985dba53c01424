namespace FastArb.Chain;

/// <summary>What came of a question to a contract; in <see cref="ChainEvent.Detail"/>.</summary>
public enum AnswerOutcome : byte
{
    /// <summary>What the contract returned; nothing, where there is no contract.</summary>
    Ok = 0,

    /// <summary>The contract refused. It would again.</summary>
    Reverted = 1,

    /// <summary>
    /// No node answers it: none has the block or its state any more, or the answer is longer than
    /// <see cref="ChainEvent.AnswerBytesMax"/>. Of another block it may be answered.
    /// </summary>
    Failed = 2,
}
