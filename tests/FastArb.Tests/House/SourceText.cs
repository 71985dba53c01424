using System.Text.RegularExpressions;
using Xunit;

namespace FastArb.Tests.House;

/// <summary>Rules that can be read off the text of a file.</summary>
public sealed partial class SourceText
{
    private const int LineColumnsMax = 110;
    private const int FileLinesMax = 500;

    /// <summary>Spelled in halves, or this file would break its own rule.</summary>
    private static readonly string[] Unfinished =
    [
        "TO" + "DO",
        "FIX" + "ME",
        "HA" + "CK",
        "NotImpl" + "emented",
    ];

    [Fact]
    public void No_line_of_source_is_longer_than_110_columns()
    {
        Offenders.None(
            Repository.SourceFiles.SelectMany(file =>
                Repository
                    .Lines(file)
                    .Select((line, index) => (Where: $"{file}:{index + 1}", line.Length))
                    .Where(line => line.Length > LineColumnsMax)
            )
        );
    }

    [Fact]
    public void No_source_file_is_longer_than_500_lines()
    {
        Offenders.None(Repository.SourceFiles.Where(file => Repository.Lines(file).Length > FileLinesMax));
    }

    [Fact]
    public void Nothing_is_marked_as_unfinished()
    {
        Offenders.None(
            Repository.SourceFiles.Where(file =>
                Unfinished.Any(mark => Repository.Text(file).Contains(mark, StringComparison.Ordinal))
            )
        );
    }

    [Fact]
    public void A_file_has_at_most_one_public_type_and_bears_its_name()
    {
        List<string> misplaced = [];
        foreach (string file in Repository.CSharpFiles)
        {
            string[] types =
            [
                .. TopLevelPublicType()
                    .Matches(Repository.Text(file))
                    .Select(match => match.Groups["name"].Value),
            ];
            string expected = Path.GetFileName(file).Split('.')[0];
            if (types.Length > 1 || types.Any(type => type != expected))
            {
                misplaced.Add($"{file}: {string.Join(", ", types)}");
            }
        }

        Offenders.None(misplaced);
    }

    [Fact]
    public void No_file_or_folder_has_a_name_that_says_nothing()
    {
        Offenders.None(
            Repository
                .Files.SelectMany(file => file.Split('/', '.'))
                .Where(EmptyNames.Contains)
                .Distinct(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Where_packages_come_from_is_the_machine_s_business()
    {
        // A source written here would be somebody's mirror, and dead or closed for everybody else.
        IEnumerable<string> configuration = Repository.TextFiles.Where(file =>
            Path.GetFileName(file).ToLowerInvariant() is "nuget.config" or "packages.lock.json" or ".npmrc"
            || Path.GetFileName(file) is "package-lock.json" or "dotnet-tools.json"
            || Path.GetExtension(file) is ".csproj" or ".props" or ".targets" or ".rsp"
        );
        Offenders.None(configuration.Where(file => WebAddress().IsMatch(Repository.Text(file))));
        Assert.DoesNotContain(
            Repository.Files,
            file => Path.GetFileName(file).Equals("nuget.config", StringComparison.OrdinalIgnoreCase)
        );
    }

    [GeneratedRegex(
        @"^public (?:[a-z]+ )*?(?:class|struct|interface|enum|record(?: struct| class)?) (?<name>\w+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5_000
    )]
    private static partial Regex TopLevelPublicType();

    [GeneratedRegex(@"https?://", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex WebAddress();
}
