using FastArb.Tests.House;
using Xunit;

namespace FastArb.Tests.FrontDoor;

/// <summary>Failures that have nothing to do with a command: where output goes, what users type.</summary>
public sealed class FrontDoor_Failures
{
    [Theory]
    [InlineData("doctor > /dev/full")]
    [InlineData("doctor --json > /dev/full")]
    [InlineData("verify vectors tests/vectors/v3-ticks.jsonl.gz > /dev/full")]
    [InlineData("doctor >&-")]
    public void A_full_or_closed_output_is_one_ordinary_failure(string command)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /dev/full");
        string line = $"dotnet {FastArbProgram.Assembly} {command}";
        FinishedProcess program = FinishedProcess.Run("sh", ["-c", line], Repository.Root);
        Assert.Equal((int)ExitCode.Failure, program.ExitCode);
        Assert.StartsWith("fastarb: cannot write the output: ", program.Messages, StringComparison.Ordinal);
        Assert.Single(program.Messages.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("doctor\nx", @"doctor\u000ax")]
    [InlineData("\e[31mred", @"\u001b[31mred")]
    public void Control_characters_of_the_user_are_shown_not_sent(string typed, string shown)
    {
        FinishedProcess program = FastArbProgram.Run(typed);
        Assert.Equal((int)ExitCode.UsageOrNotFound, program.ExitCode);
        Assert.Contains(shown, program.Messages, StringComparison.Ordinal);
        Assert.Single(program.Messages.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("managed", "math core: managed\n")]
    [InlineData("auto", "math core: managed")]
    public void A_verification_names_the_arithmetic_that_it_proved(string choice, string expected)
    {
        FinishedProcess program = Verify(choice);
        Assert.Equal(0, program.ExitCode);
        Assert.StartsWith(expected, program.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_verification_of_an_unknown_math_core_is_refused_first()
    {
        FinishedProcess program = Verify("abacus");
        Assert.Equal((int)ExitCode.Configuration, program.ExitCode);
        Assert.Empty(program.Output);
    }

    private static FinishedProcess Verify(string mathCore) =>
        FastArbProgram.RunWith(
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["FASTARB_MATH"] = mathCore },
            "verify",
            "vectors",
            "tests/vectors/v2-swaps.jsonl.gz"
        );
}
