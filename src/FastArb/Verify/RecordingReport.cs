namespace FastArb.Verify;

/// <summary>What a run over recordings found.</summary>
internal sealed record RecordingReport(string Path, IReadOnlyList<RecordingFileReport> Recordings)
{
    public const string Schema = "fastarb.verify-recording/1";

    public long Blocks => Recordings.Sum(recording => (long)recording.Blocks);

    public long States => Recordings.Sum(recording => recording.States);

    public int Failed => Recordings.Count(recording => recording.Outcome == VectorOutcome.Failed);
}
