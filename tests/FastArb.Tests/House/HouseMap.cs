using System.Xml.Linq;
using Xunit;

namespace FastArb.Tests.House;

/// <summary>
/// Which projects may exist, and which arrows between them: the map in the README, enforced.
/// </summary>
public sealed class HouseMap
{
    private static readonly string[] TopLevelFolders =
    [
        ".ci",
        ".config",
        "benchmarks",
        "docs",
        "native",
        "perf",
        "src",
        "tests",
    ];

    /// <summary>
    /// Tools know nothing of arbitrage; any room may use them, and they use only what stands here.
    /// </summary>
    private static readonly Dictionary<string, string[]> Tools = new(StringComparer.Ordinal)
    {
        ["FastArb.EvmMath"] = [],
        ["FastArb.Metrics"] = [],
        ["FastArb.Ring"] = [],
        ["FastArb.Chain"] = ["FastArb.EvmMath"],
    };

    /// <summary>Rooms use tools, and the rooms upstream that are named here.</summary>
    private static readonly Dictionary<string, string[]> Rooms = new(StringComparer.Ordinal)
    {
        ["FastArb.Feed"] = [],
        ["FastArb.Market"] = [],
        ["FastArb.Strategies"] = ["FastArb.Market"],
        ["FastArb.Paper"] = ["FastArb.Market", "FastArb.Strategies"],
        ["FastArb.Reports"] = ["FastArb.Paper"],
        ["FastArb.Pipeline"] =
        [
            "FastArb.Feed",
            "FastArb.Market",
            "FastArb.Strategies",
            "FastArb.Paper",
            "FastArb.Reports",
        ],
        ["FastArb.Simulation"] = ["FastArb.Market"],
        ["FastArb.Dashboard"] = ["FastArb.Reports"],
    };

    /// <summary>The front door, tests and benchmarks may use whatever is in src.</summary>
    private static readonly string[] UsesEverything =
    [
        "FastArb",
        "FastArb.Tests",
        "FastArb.Scenarios",
        "FastArb.Benchmarks",
        "FastArb.Perf",
    ];

    [Fact]
    public void Every_project_is_on_the_map()
    {
        string[] unknown = [.. Repository.ProjectFiles.Where(file => AllowedUses(NameOf(file)) is null)];
        Offenders.None(unknown);
    }

    [Fact]
    public void Every_project_uses_only_what_the_map_allows()
    {
        List<string> forbidden = [];
        foreach (string file in Repository.ProjectFiles)
        {
            string[] allowed = AllowedUses(NameOf(file)) ?? [];
            forbidden.AddRange(
                References(file).Where(used => !allowed.Contains(used)).Select(used => $"{file} uses {used}")
            );
        }

        Offenders.None(forbidden);
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        string solution = Repository.Text("FastArb.sln").Replace('\\', '/');
        Offenders.None(
            Repository.ProjectFiles.Where(file => !solution.Contains(file, StringComparison.Ordinal))
        );
    }

    [Fact]
    public void Every_project_lies_in_the_folder_of_its_name()
    {
        Offenders.None(Repository.ProjectFiles.Where(file => file.Split('/')[^2] != NameOf(file)));
    }

    [Fact]
    public void The_top_level_has_only_folders_that_the_map_draws()
    {
        Offenders.None(Repository.TopLevelFolders.Except(TopLevelFolders, StringComparer.Ordinal));
    }

    [Fact]
    public void Internals_are_visible_to_tests_only()
    {
        List<string> seen = [];
        foreach (string file in Repository.ProjectFiles)
        {
            seen.AddRange(Items(file, "InternalsVisibleTo"));
        }

        Offenders.None(seen.Where(name => name is not ("FastArb.Tests" or "FastArb.Scenarios")));
        Offenders.None(
            Repository.CSharpFiles.Where(file =>
                file != "tests/FastArb.Tests/House/HouseMap.cs"
                && Repository.Text(file).Contains("InternalsVisibleTo", StringComparison.Ordinal)
            )
        );
    }

    private static string[]? AllowedUses(string project)
    {
        if (UsesEverything.Contains(project, StringComparer.Ordinal))
        {
            return [.. Tools.Keys, .. Rooms.Keys, "FastArb"];
        }

        return Rooms.TryGetValue(project, out string[]? upstream)
            ? [.. Tools.Keys, .. upstream]
            : Tools.GetValueOrDefault(project);
    }

    private static string NameOf(string projectFile) => Path.GetFileNameWithoutExtension(projectFile);

    private static IEnumerable<string> References(string projectFile) =>
        Items(projectFile, "ProjectReference").Select(path => NameOf(path.Replace('\\', '/')));

    private static IEnumerable<string> Items(string projectFile, string item) =>
        XDocument
            .Load(Repository.PathOf(projectFile))
            .Descendants(item)
            .Select(element => (string?)element.Attribute("Include") ?? string.Empty);
}
