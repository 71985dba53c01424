using FastArb.Feed;

namespace FastArb.Feeds;

/// <summary>The folder of a run that begins, and what this program has put there.</summary>
internal sealed class NewRunFolder
{
    private readonly string _folder;
    private readonly bool _isOurs;

    private NewRunFolder(string folder, bool isOurs)
    {
        _folder = folder;
        _isOurs = isOurs;
    }

    /// <summary>Makes the folder, where there is none, and the manifest of a run that begins.</summary>
    public static NewRunFolder Make(string folder, RunManifest manifest) =>
        Begin(
            folder,
            _ =>
            {
                bool isOurs = !Directory.Exists(folder);
                RunFolder.Prepare(folder);
                manifest.Save(folder);
                return new NewRunFolder(folder, isOurs);
            }
        );

    /// <summary>Something that a recording begins with, or one sentence that says why it cannot.</summary>
    public static T Begin<T>(string folder, Func<string, T> begin)
    {
        try
        {
            return begin(folder);
        }
        catch (Exception refused)
            when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                $"cannot record into {folder}: {refused.Message} (name a new folder)",
                refused
            );
        }
    }

    /// <summary>Writes the last manifest; says why that was not possible.</summary>
    public static Exception? Finish(string folder, RunManifest manifest)
    {
        try
        {
            manifest.Save(folder);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The first one is still there: to a replay this is a run that has crashed.
            return failure;
        }
    }

    /// <summary>Takes away what a recording began with, and nothing that was there before.</summary>
    public void Undo()
    {
        foreach (string folder in (string[])[RunFolder.InputOf(_folder), RunFolder.EventsOf(_folder)])
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        File.Delete(RunFolder.ManifestOf(_folder));
        if (_isOurs)
        {
            Directory.Delete(_folder);
        }
    }
}
