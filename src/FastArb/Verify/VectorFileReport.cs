namespace FastArb.Verify;

/// <summary>What became of one file.</summary>
internal sealed record VectorFileReport(string File, VectorOutcome Outcome)
{
    public string? Kind { get; init; }

    public long Checked { get; init; }

    public long Failed { get; init; }

    /// <summary>Line number of <see cref="FirstDifference"/>, from 1.</summary>
    public long? FirstFailedLine { get; init; }

    public VectorDifference? FirstDifference { get; init; }

    /// <summary>Why a file was skipped, or where it is damaged.</summary>
    public string? Reason { get; init; }
}
