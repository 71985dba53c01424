namespace FastArb.Verify;

internal enum VectorOutcome
{
    /// <summary>Every case gave the reference's answer.</summary>
    Passed,

    /// <summary>At least one case gave another answer.</summary>
    Failed,

    /// <summary>The file cannot be read to its end as what it claims to be.</summary>
    Damaged,

    /// <summary>The file cannot be opened, or a read failed.</summary>
    Unreadable,

    /// <summary>Nothing that this version knows how to check.</summary>
    Skipped,
}
