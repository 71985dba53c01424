namespace FastArb.Feed.Internals;

/// <summary>
/// Writes a small file so that whoever reads it, after a crash too, finds the old content or the new one.
/// </summary>
internal static class WholeFile
{
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        string fresh = path + ".new";
        using (FileStream file = new(fresh, FileMode.Create, FileAccess.Write))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
    }
}
