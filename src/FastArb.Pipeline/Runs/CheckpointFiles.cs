using System.Globalization;

namespace FastArb.Pipeline;

/// <summary>The checkpoints of a run: files that are named by their next event, the newest few.</summary>
internal static class CheckpointFiles
{
    private const int Kept = 3;
    private const string Ending = ".checkpoint";

    public static string FolderOf(string runFolder) => Path.Combine(runFolder, "checkpoints");

    /// <summary>Their paths, newest first.</summary>
    public static string[] In(string runFolder)
    {
        string folder = FolderOf(runFolder);
        string[] paths = Directory.Exists(folder) ? Directory.GetFiles(folder, "*" + Ending) : [];
        Array.Sort(paths, StringComparer.Ordinal);
        Array.Reverse(paths);
        return paths;
    }

    /// <summary>Whole or not at all, whatever happens meanwhile; older ones than three go.</summary>
    public static void Write(string runFolder, Checkpoint checkpoint)
    {
        Directory.CreateDirectory(FolderOf(runFolder));
        string path = PathOf(runFolder, checkpoint.Sequence);
        string fresh = path + ".new";
        using (FileStream file = new(fresh, FileMode.Create, FileAccess.Write))
        {
            file.Write(checkpoint.ToBytes());
            file.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
        foreach (string old in In(runFolder).Skip(Kept))
        {
            File.Delete(old);
        }
    }

    /// <summary>Those of events that are gone go too: other events will have their numbers.</summary>
    public static void DropBehind(string runFolder, long sequence)
    {
        string last = PathOf(runFolder, sequence);
        foreach (string path in In(runFolder).Where(path => string.CompareOrdinal(path, last) > 0))
        {
            File.Delete(path);
        }
    }

    private static string PathOf(string runFolder, long sequence) =>
        Path.Combine(
            FolderOf(runFolder),
            string.Create(CultureInfo.InvariantCulture, $"{sequence:D16}{Ending}")
        );
}
