using System.Text.Json;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Tests.FrontDoor;

/// <summary>What the program says about itself and about command lines that it does not understand.</summary>
public sealed class FrontDoor_Words
{
    [Fact]
    public void The_bare_program_explains_itself_and_names_its_math_core()
    {
        FinishedProcess program = FastArbProgram.Run();
        Assert.Equal(0, program.ExitCode);
        Assert.Contains("paper", program.Output, StringComparison.Ordinal);
        Assert.Contains("verify vectors", program.Output, StringComparison.Ordinal);
        Assert.Single(
            program.Output.Split('\n'),
            line => line.StartsWith("Math core: ", StringComparison.Ordinal)
        );
        Assert.Empty(program.Messages);
    }

    [Theory]
    [InlineData("fastarb.about/1")]
    [InlineData("fastarb.doctor/1", "doctor")]
    [InlineData("fastarb.version/1", "--version")]
    public void Data_is_available_as_json_with_a_versioned_schema(string schema, params string[] arguments)
    {
        FinishedProcess program = FastArbProgram.Run([.. arguments, "--json"]);
        Assert.Equal(0, program.ExitCode);
        using JsonDocument document = JsonDocument.Parse(program.Output);
        Assert.Equal(schema, document.RootElement.GetProperty("schema").GetString());
    }

    [Fact]
    public void The_version_names_the_runtime()
    {
        FinishedProcess program = FastArbProgram.Run("--version");
        Assert.Equal(0, program.ExitCode);
        Assert.Matches(@"^fastarb \d+\.\d+\.\d+.*\.NET 10\.", program.Output);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("doctor", "--help")]
    [InlineData("verify", "--help")]
    [InlineData("verify", "vectors", "--help")]
    public void Each_command_explains_itself_with_an_example(params string[] arguments)
    {
        FinishedProcess program = FastArbProgram.Run(arguments);
        Assert.Equal(0, program.ExitCode);
        Assert.Contains("Usage:", program.Output, StringComparison.Ordinal);
        Assert.Matches("Examples?:\n  fastarb", program.Output.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("did you mean 'doctor'?", "dcotor")]
    [InlineData("did you mean 'vectors'?", "verify", "vector", "x")]
    [InlineData("did you mean '--json'?", "doctor", "--jso")]
    [InlineData("did you mean '--help'?", "help")]
    [InlineData("needs one of: vectors", "verify")]
    [InlineData("'vectors' needs PATH", "verify", "vectors")]
    [InlineData("unknown argument 'b'", "verify", "vectors", "a", "b")]
    public void A_usage_error_is_one_line_that_helps_and_exits_2(string expected, params string[] arguments)
    {
        FinishedProcess program = FastArbProgram.Run(arguments);
        Assert.Equal((int)ExitCode.UsageOrNotFound, program.ExitCode);
        Assert.Empty(program.Output);
        Assert.Contains(expected, program.Messages, StringComparison.Ordinal);
        Assert.Single(program.Messages.TrimEnd().Split('\n'));
        Assert.DoesNotContain("   at ", program.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public void Doctor_reports_cores_caches_clock_features_and_the_math_core()
    {
        FinishedProcess program = FastArbProgram.Run("doctor");
        Assert.Equal(0, program.ExitCode);
        foreach (
            string word in (string[])["math core", "cores", "cache line", "cost of a read", "AVX-512IFMA"]
        )
        {
            Assert.Contains(word, program.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Nothing_is_coloured_when_the_output_is_no_terminal()
    {
        foreach (
            string[] arguments in (string[][])
                [
                    [],
                    ["doctor"],
                    ["--help"],
                    ["nonsense"],
                ]
        )
        {
            FinishedProcess program = FastArbProgram.Run(arguments);
            Assert.DoesNotContain('\e', program.Output + program.Messages);
        }
    }
}
