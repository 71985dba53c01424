namespace FastArb.Pipeline;

/// <summary>
/// The small text files in which Linux describes a machine; absent elsewhere, hence the nulls.
/// </summary>
public static class MachineText
{
    public static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The value of the first line <c>key: value</c>.</summary>
    public static string? Field(string? text, string key)
    {
        foreach (string line in (text ?? string.Empty).Split('\n'))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && line.AsSpan(0, colon).Trim().SequenceEqual(key))
            {
                return line[(colon + 1)..].Trim();
            }
        }

        return null;
    }
}
