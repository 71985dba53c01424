using Xunit;

namespace FastArb.Tests.House;

/// <summary>
/// That the analyzers really stop a build: a project that breaks the rules is compiled and must fail.
/// </summary>
public sealed class Analyzers
{
    private const string Offence = """
        namespace FastArb.Offence;

        /// <summary>Reads a clock that it may not read, in a method that nobody reads.</summary>
        public static class Offender
        {
            public static int Now(int x)
            {
        LINES        return x + System.DateTime.UtcNow.Second;
            }
        }
        """;

    [Fact]
    public void A_banned_call_and_an_overlong_method_fail_the_build()
    {
        string folder = Repository.PathOf("artifacts/house-offence");
        Directory.CreateDirectory(folder);
        string lines = string.Concat(Enumerable.Repeat("        x++;\n", 80));
        File.WriteAllText(
            Path.Combine(folder, "Offender.cs"),
            Offence.Replace("LINES", lines, StringComparison.Ordinal)
        );
        File.WriteAllText(
            Path.Combine(folder, "Offence.csproj"),
            """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <RestorePackagesWithLockFile>false</RestorePackagesWithLockFile>
                <RestoreLockedMode>false</RestoreLockedMode>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <Compile Include="Offender.cs" />
              </ItemGroup>
            </Project>
            """
        );

        FinishedProcess build = FinishedProcess.Run(
            "dotnet",
            ["build", "--nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false"],
            workingFolder: folder
        );

        Assert.NotEqual(0, build.ExitCode);
        Assert.Contains("error RS0030", build.Output, StringComparison.Ordinal);
        Assert.Contains("error MA0051", build.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void No_project_takes_itself_out_of_the_analyzers()
    {
        string[] switches =
        [
            "<TreatWarningsAsErrors>",
            "<RunAnalyzers",
            "<EnforceCodeStyleInBuild>",
            "<AnalysisLevel>",
            "RS0030",
            "BannedSymbols",
            "PackageReference Remove",
        ];
        Offenders.None(
            Repository.ProjectFiles.Where(file =>
                switches.Any(word => Repository.Text(file).Contains(word, StringComparison.Ordinal))
            )
        );
    }

    [Fact]
    public void No_file_permits_itself_a_banned_call()
    {
        Offenders.None(
            Repository.CSharpFiles.Where(file =>
                file != "tests/FastArb.Tests/House/Analyzers.cs"
                && Repository.Text(file).Contains("RS0030", StringComparison.Ordinal)
            )
        );
    }
}
