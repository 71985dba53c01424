namespace FastArb.Perf;

/// <summary>What figures are of.</summary>
internal static class Machine
{
    public static string Repository { get; } = FindRepository();

    public static int Cores => Environment.ProcessorCount;

    /// <summary>The same name as that of the folder of benchmarks' results.</summary>
    public static string Processor { get; } = NameProcessor();

    // "AMD EPYC" is many: the family and model tell them apart.
    private static string NameProcessor()
    {
        const string file = "/proc/cpuinfo";
        if (!File.Exists(file))
        {
            return "unknown";
        }

        string[] lines = File.ReadAllLines(file);
        string name = $"{Fact("model name")} family {Fact("cpu family")} model {Fact("model")}";
        string plain = name.Replace("(R)", "", StringComparison.Ordinal)
            .Replace("(TM)", "", StringComparison.Ordinal);
        return string.Join('-', plain.ToLowerInvariant().Split(' ', '@', '/').Where(word => word.Length > 0));

        string Fact(string key) =>
            lines
                .Where(line => line.Split(':')[0].Trim() == key)
                .Select(line => line.Split(':', 2)[1].Trim())
                .FirstOrDefault("unknown");
    }

    private static string FindRepository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FastArb.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? Environment.CurrentDirectory;
    }
}
