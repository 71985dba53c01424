using Xunit;

namespace FastArb.Tests.EvmMath;

public sealed class CpuFeatures_Expected
{
    /// <summary>
    /// Only in a child process that was told what to find; a switch that does nothing must not pass.
    /// </summary>
    [Fact(Explicit = true)]
    public void The_processor_is_as_the_parent_process_says()
    {
        string? expectation = Environment.GetEnvironmentVariable(CpuFeatures.ExpectationVariable);
        TestContext.Current.TestOutputHelper?.WriteLine(CpuFeatures.Describe());
        Assert.NotNull(expectation);
        foreach (string feature in expectation.Split(','))
        {
            string[] parts = feature.Split('=');
            Assert.True(
                CpuFeatures.Here[parts[0]] == (parts[1] == "on"),
                $"expected {feature}, found {CpuFeatures.Describe()}"
            );
        }
    }
}
