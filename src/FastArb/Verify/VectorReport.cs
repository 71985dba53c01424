namespace FastArb.Verify;

/// <summary>What a run over files found.</summary>
internal sealed record VectorReport(
    string Path,
    IReadOnlyList<string> MathCores,
    IReadOnlyList<VectorFileReport> Files
)
{
    public const string Schema = "fastarb.verify-vectors/1";

    public long Checked => Files.Sum(file => file.Checked);

    public long Failed => Files.Sum(file => file.Failed);
}
