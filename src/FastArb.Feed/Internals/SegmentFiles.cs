using System.Globalization;

namespace FastArb.Feed.Internals;

/// <summary>The files of a recording's input or events: 00000000.input, 00000001.input, ...</summary>
internal sealed class SegmentFiles
{
    public const string Input = "input";

    public const string Events = "events";

    private readonly string _folder;
    private readonly string _ending;

    /// <summary>Looks which there are.</summary>
    /// <exception cref="RecordingDamagedException">One is missing between others.</exception>
    public SegmentFiles(string folder, string ending)
    {
        _folder = folder;
        _ending = ending;
        string[] paths = Directory.Exists(folder) ? Directory.GetFiles(folder, "*." + ending) : [];
        Array.Sort(paths, StringComparer.Ordinal);
        for (int number = 0; number < paths.Length; number++)
        {
            if (paths[number] != PathOf(number))
            {
                string missing = Path.GetFileName(PathOf(number));
                string there = Path.GetFileName(paths[number]);
                throw new RecordingDamagedException(folder, 0, $"{missing} is missing, and {there} is there");
            }
        }

        Count = paths.Length;
    }

    public int Count { get; }

    public string PathOf(int number) =>
        Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{number:D8}.{_ending}"));
}
