namespace FastArb.Feed;

/// <summary>
/// A file of a recording is damaged elsewhere than at its very end; the message says where.
/// </summary>
public sealed class RecordingDamagedException : IOException
{
    public RecordingDamagedException(string path, long offset, string what)
        : base($"{path} is damaged at byte {offset}: {what}")
    {
        Path = path;
        Offset = offset;
    }

    public string Path { get; }

    /// <summary>Where in the file what could not be read begins.</summary>
    public long Offset { get; }
}
