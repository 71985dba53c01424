using System.Text.Json;
using FastArb.Tests.FrontDoor;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Tests.Pipeline.Plan;

/// <summary>What doctor says of threads.</summary>
public sealed class Doctor_Lanes
{
    [Fact]
    public void Doctor_says_which_thread_would_run_where_and_why()
    {
        FinishedProcess program = FastArbProgram.Run("doctor", "--json", "--lanes", "fused");
        Assert.Equal(0, program.ExitCode);
        using JsonDocument document = JsonDocument.Parse(program.Output);
        JsonElement lanes = document.RootElement.GetProperty("lanes");
        Assert.True(lanes.GetProperty("isFused").GetBoolean());
        Assert.Equal(12, lanes.GetProperty("lanes")[0].GetProperty("handlers").GetArrayLength());
        Assert.NotEqual(0, lanes.GetProperty("reasons").GetArrayLength());
    }

    [Fact]
    public void Doctor_says_in_one_line_what_cannot_be()
    {
        FinishedProcess program = FastArbProgram.Run("doctor", "--cores", "1023,0");
        Assert.Equal(((int)ExitCode.UsageOrNotFound, string.Empty), (program.ExitCode, program.Output));
        Assert.StartsWith(
            "fastarb: --cores 1023,0: there is no core 1023 (switched on: ",
            program.Messages,
            StringComparison.Ordinal
        );
        Assert.Single(program.Messages.TrimEnd().Split('\n'));
    }
}
