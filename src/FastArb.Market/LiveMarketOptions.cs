namespace FastArb.Market;

/// <summary>How a market is loaded, kept and audited.</summary>
public sealed record LiveMarketOptions
{
    /// <summary>Questions that may be open at once; the feed has room for 256.</summary>
    public int QuestionsMax { get; init; } = 16;

    /// <summary>Pools that are read at once.</summary>
    public int JobsMax { get; init; } = 256;

    /// <summary>Logs of pools that are being loaded; beyond it a pool begins anew.</summary>
    public int BufferedLogs { get; init; } = 32_768;

    /// <summary>
    /// Whether <see cref="LiveMarket.TryTakeQuestion"/> gives anything. Of several lanes, which all come to
    /// the same questions, one asks; in a replay none does.
    /// </summary>
    public bool Asks { get; init; } = true;

    /// <summary>Pools are audited whenever so many blocks have been sealed; 0: never.</summary>
    public int AuditBlocks { get; init; } = 50;

    /// <summary>So many of a hundred at a time.</summary>
    public int AuditPercent { get; init; } = 5;

    /// <summary>
    /// Whenever so many blocks have passed, by their numbers, none is audited for a while: the market comes
    /// to rest, and can be saved.
    /// </summary>
    public int RestEvery { get; init; } = 1_000;

    /// <summary>How many blocks before that one, and itself.</summary>
    public int RestBlocks { get; init; } = 16;

    /// <summary>
    /// Whether tokens are tried out with what pools hold of them (<see cref="TokenProbe"/>), when a pool is
    /// loaded and when it is audited.
    /// </summary>
    public bool TriesTokensOut { get; init; } = true;

    public TokenPricesOptions Prices { get; init; } = new();

    /// <summary>Notices that wait to be taken; of more the oldest goes.</summary>
    public int NoticesMax { get; init; } = 1_024;
}
