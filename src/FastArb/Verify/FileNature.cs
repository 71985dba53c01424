using System.Formats.Tar;

namespace FastArb.Verify;

/// <summary>What a name in a folder stands for, found out without opening it: to open a pipe waits.</summary>
internal static class FileNature
{
    /// <summary>Null for a file with content, and for one of which reading will say more.</summary>
    public static string? OtherThanFile(string path)
    {
        try
        {
            FileInfo file = new(path);
            FileSystemInfo target = file.ResolveLinkTarget(returnFinalTarget: true) ?? file;

            // Pipes, sockets and devices have no length: nothing with content goes into the archive.
            return target is FileInfo { Exists: true, Length: 0 }
                ? OtherThanEmptyFile(target.FullName)
                : null;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Of all of .NET only the tar writer asks the system for the type of a file.</summary>
    private static string? OtherThanEmptyFile(string path)
    {
        using MemoryStream archive = new();
        using (TarWriter writer = new(archive, leaveOpen: true))
        {
            writer.WriteEntry(path, "entry");
        }

        archive.Position = 0;
        using TarReader reader = new(archive);
        return reader.GetNextEntry()?.EntryType switch
        {
            TarEntryType.Fifo => "a pipe",
            TarEntryType.CharacterDevice or TarEntryType.BlockDevice => "a device",
            _ => null,
        };
    }
}
