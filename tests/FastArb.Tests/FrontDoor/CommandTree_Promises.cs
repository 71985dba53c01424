using FastArb.Tests.House;
using FastArb.Verify;
using Xunit;

namespace FastArb.Tests.FrontDoor;

public sealed class CommandTree_Promises
{
    [Fact]
    public void Every_example_in_a_help_text_works()
    {
        CommandTree commands = new(Terminal.Plain(TextWriter.Null, TextWriter.Null));
        foreach (string example in commands.Examples.Distinct(StringComparer.Ordinal))
        {
            if (
                example.StartsWith("fastarb record ", StringComparison.Ordinal)
                || example.StartsWith("fastarb fetch ", StringComparison.Ordinal)
                || example.Contains(" --rpc ", StringComparison.Ordinal)
            )
            {
                // Needs a node: the scenarios run it against real ones.
                continue;
            }

            FinishedProcess program = FastArbProgram.Run(example.Split(' ')[1..]);
            Assert.True(program.ExitCode == 0, $"{example}: {program.ExitCode} {program.Messages}");
        }
    }

    [Fact]
    public void Every_kind_of_vectors_is_in_the_list_that_is_tried()
    {
        IEnumerable<Type> kinds = typeof(VectorKind)
            .Assembly.GetTypes()
            .Where(type => type.BaseType == typeof(VectorKind));
        Assert.Equal(kinds.ToHashSet(), VectorKind.All.Select(kind => kind.GetType()).ToHashSet());
    }

    [Theory]
    [InlineData("dcotor", "doctor")]
    [InlineData("--jsn", "--json")]
    [InlineData("help", "--help")]
    [InlineData("zebra", null)]
    public void The_nearest_name_is_near_or_absent(string typed, string? expected) =>
        Assert.Equal(expected, NearestName.Of(typed, ["doctor", "verify", "--json", "--help"]));

    [Fact]
    public void Exit_codes_are_the_documented_numbers()
    {
        (int, string)[] documented =
        [
            (0, "Ok"),
            (1, "Failure"),
            (2, "UsageOrNotFound"),
            (3, "NotRunning"),
            (4, "Configuration"),
            (5, "TimeoutOrUnreachable"),
            (6, "DataInvalid"),
            (7, "VerificationMismatch"),
            (8, "HaltedByRisk"),
            (130, "Interrupted"),
        ];
        Assert.Equal(documented, Enum.GetValues<ExitCode>().Select(code => ((int)code, code.ToString())));
    }
}
