namespace FastArb.Verify;

/// <summary>
/// The three files of a recording: what was sent, what is true, and the state that both begin at.
/// </summary>
internal sealed record RecordingFiles(string Frames, string Truth, string Genesis)
{
    private const string FramesStart = "frames";

    private static readonly string[] s_endings = [".jsonl.gz", ".jsonl"];

    /// <summary>As it is shown: <c>frames-reorg.jsonl.gz</c>.</summary>
    public string Name => Path.GetFileName(Frames);

    /// <summary>Every recording of a folder, or the one that a file of frames belongs to.</summary>
    public static RecordingFiles[] Find(string path)
    {
        if (File.Exists(path))
        {
            return [Of(path)];
        }

        if (!Directory.Exists(path))
        {
            throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                $"no such folder or file: {path} (name a folder with frames, truth and genesis)"
            );
        }

        string[] frames =
        [
            .. Directory
                .EnumerateFiles(path)
                .Where(file => SuffixOf(file) is not null)
                .Order(StringComparer.Ordinal),
        ];
        return frames.Length > 0
            ? Array.ConvertAll(frames, Of)
            : throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                $"{path} has no frames*.jsonl.gz (name a folder with frames, truth and genesis)"
            );
    }

    private static RecordingFiles Of(string frames)
    {
        string suffix =
            SuffixOf(frames)
            ?? throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                $"{frames} is not named frames*.jsonl.gz (name a recording's frames, or their folder)"
            );
        string folder = Path.GetDirectoryName(Path.GetFullPath(frames))!;
        string? truth = Beside(folder, s_endings.Select(ending => $"truth{suffix}{ending}"));
        string? genesis = Beside(folder, Shorter(suffix).Select(name => $"genesis{name}.json"));
        return new RecordingFiles(
            frames,
            truth ?? throw Missing(frames, $"truth{suffix}.jsonl.gz"),
            genesis ?? throw Missing(frames, $"genesis{suffix}.json")
        );
    }

    // Two recordings may begin at the same state: "-reorg-geth" at that of "-reorg".
    private static IEnumerable<string> Shorter(string suffix)
    {
        yield return suffix;
        while (suffix.LastIndexOf('-') is int at && at >= 0)
        {
            suffix = suffix[..at];
            yield return suffix;
        }
    }

    private static string? SuffixOf(string path)
    {
        string name = Path.GetFileName(path);
        string? ending = Array.Find(s_endings, end => name.EndsWith(end, StringComparison.Ordinal));
        return ending is not null && name.StartsWith(FramesStart, StringComparison.Ordinal)
            ? name[FramesStart.Length..^ending.Length]
            : null;
    }

    private static string? Beside(string folder, IEnumerable<string> names) =>
        names.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static CommandFailure Missing(string frames, string name) =>
        new(ExitCode.UsageOrNotFound, $"{frames} has no {name} beside it (put it there)");
}
