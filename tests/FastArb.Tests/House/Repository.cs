namespace FastArb.Tests.House;

/// <summary>The checkout that these tests were built from.</summary>
internal static class Repository
{
    /// <summary>What builds and tools leave behind; git ignores it too.</summary>
    private static readonly string[] NotOurs =
    [
        ".git",
        ".idea",
        ".vs",
        ".vscode",
        "artifacts",
        "build",
        "bin",
        "obj",
        "BenchmarkDotNet.Artifacts",
        "TestResults",
    ];

    private static readonly string[] BinaryEndings = [".gz", ".png"];

    public static string Root { get; } = FindRoot();

    /// <summary>Every file of ours, relative to the root, with forward slashes.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Walk(Root).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> TextFiles =>
        Files.Where(file => !BinaryEndings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)));

    /// <summary>
    /// Source code in any of our languages: the files that have lines and methods to keep short.
    /// </summary>
    public static IEnumerable<string> SourceFiles =>
        Files.Where(file =>
            Path.GetExtension(file) is ".cs" or ".cpp" or ".hpp" or ".h" or ".sh" or ".py" or ".cmake"
            || file is ".ci/run" or "CMakeLists.txt"
        );

    public static IEnumerable<string> CSharpFiles =>
        Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal));

    public static IEnumerable<string> ProjectFiles =>
        Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal));

    public static IEnumerable<string> TopLevelFolders =>
        Files
            .Where(file => file.Contains('/', StringComparison.Ordinal))
            .Select(file => file.Split('/')[0])
            .Distinct(StringComparer.Ordinal);

    public static string PathOf(string file) => Path.Combine(Root, file);

    public static string[] Lines(string file) => File.ReadAllLines(PathOf(file));

    public static string Text(string file) => File.ReadAllText(PathOf(file));

    private static string FindRoot()
    {
        for (
            DirectoryInfo? folder = new(AppContext.BaseDirectory);
            folder is not null;
            folder = folder.Parent
        )
        {
            if (File.Exists(Path.Combine(folder.FullName, "FastArb.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"no FastArb.sln above {AppContext.BaseDirectory}");
    }

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder))
        {
            yield return Path.GetRelativePath(Root, file).Replace('\\', '/');
        }

        foreach (string child in Directory.EnumerateDirectories(folder))
        {
            if (!NotOurs.Contains(Path.GetFileName(child), StringComparer.Ordinal))
            {
                foreach (string file in Walk(child))
                {
                    yield return file;
                }
            }
        }
    }
}
