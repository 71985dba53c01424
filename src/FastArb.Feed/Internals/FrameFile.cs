namespace FastArb.Feed.Internals;

/// <summary>What writing and reading messages as lines agree on.</summary>
internal static class FrameFile
{
    /// <summary>As long as a message may be.</summary>
    public const int LineBytesMax = 32 << 20;

    /// <summary>Whether .NET itself refuses compressed data that is cut short.</summary>
    public static bool IsStrict =>
        AppContext.TryGetSwitch("System.IO.Compression.UseStrictValidation", out bool isStrict) && isStrict;

    public static bool IsCompressed(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    public static void RefuseIfTooLong(int bytes, long line)
    {
        if (bytes > LineBytesMax)
        {
            throw new InvalidDataException($"line {line} is longer than {LineBytesMax} bytes");
        }
    }
}
