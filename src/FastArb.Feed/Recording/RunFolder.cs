namespace FastArb.Feed;

/// <summary>What lies where in the folder of a run.</summary>
public static class RunFolder
{
    public static string ManifestOf(string runFolder) => Path.Combine(runFolder, "manifest.json");

    public static string InputOf(string runFolder) => Path.Combine(runFolder, "input");

    public static string EventsOf(string runFolder) => Path.Combine(runFolder, "events");

    public static string IndexOf(string runFolder) => Path.Combine(EventsOf(runFolder), "index");

    /// <summary>Whether anything of a recording is there.</summary>
    public static bool HoldsRecording(string runFolder) =>
        File.Exists(ManifestOf(runFolder)) || HasFiles(InputOf(runFolder)) || HasFiles(EventsOf(runFolder));

    /// <summary>Makes the folder for a new recording; refuses one that holds a recording already.</summary>
    /// <exception cref="IOException">It holds one, or cannot be made.</exception>
    public static void Prepare(string runFolder)
    {
        if (HoldsRecording(runFolder))
        {
            throw new IOException($"{runFolder} holds a recording already; choose another folder");
        }

        Directory.CreateDirectory(runFolder);
    }

    private static bool HasFiles(string folder) =>
        Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any();
}
