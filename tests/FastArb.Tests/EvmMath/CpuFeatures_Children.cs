using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Tests.EvmMath;

/// <summary>
/// The arithmetic's tests once more in child processes whose runtime hides features of the processor: every
/// fallback runs on every machine. Each child checks that its runtime did hide them.
/// </summary>
public sealed partial class CpuFeatures_Children
{
    // Depth is the parent's part; the child shows that the other instructions do the same.
    private const string Share = "0.05";

    private const int TestsAtLeast = 100;

    /// <summary>
    /// The switch, what must be gone, what must still be there. The runtime of .NET 10 takes BMI2 away with
    /// AVX2 (the x86-64-v3 level as one) and has no switch for BMI2 alone.
    /// </summary>
    public static TheoryData<string, string, string> Switches =>
        new()
        {
            { "", "", "x86base,sse42" },
            { "DOTNET_EnableAVX512", "avx512f,avx512vbmi", "avx2,bmi2" },
            { "DOTNET_EnableAVX2", "avx2,bmi2,avx512f,avx512vbmi", "x86base,avx" },
            { "DOTNET_EnableHWIntrinsic", "x86base,sse42,avx,avx2,bmi2,avx512f,avx512vbmi", "" },
        };

    [Theory]
    [MemberData(nameof(Switches))]
    public void The_arithmetic_is_the_same_without(string runtimeSwitch, string gone, string kept)
    {
        Assert.SkipUnless(
            RuntimeInformation.ProcessArchitecture == Architecture.X64,
            "the runtime's switches are those of x64"
        );
        string[] off = Names(gone);
        Assert.SkipUnless(
            off.Length == 0 || CpuFeatures.Here[off[0]],
            $"this processor, or the runtime as it was started, has no {gone} to take away"
        );
        IEnumerable<string> expectations =
        [
            .. off.Select(name => $"{name}=off"),
            .. Names(kept).Select(name => $"{name}={(CpuFeatures.Here[name] ? "on" : "off")}"),
        ];
        Dictionary<string, string?> environment = new(StringComparer.Ordinal)
        {
            [CpuFeatures.ExpectationVariable] = string.Join(',', expectations),
            [TestRounds.Variable] = Share,
        };
        if (runtimeSwitch.Length > 0)
        {
            environment[runtimeSwitch] = "0";
        }

        FinishedProcess child = FinishedProcess.Run("dotnet", s_arguments, Repository.Root, environment);

        Match summary = Summary().Match(child.Output);
        string all = $"{runtimeSwitch}=0, exit code {child.ExitCode}\n{child.Output}\n{child.Messages}";
        Assert.True(child.ExitCode == 0 && summary.Success, all);
        Assert.True(Number(summary, "total") > TestsAtLeast, all);
        // Not run would be the test of the expectation.
        Assert.Equal(0, Number(summary, "errors") + Number(summary, "failed") + Number(summary, "notRun"));
        TestContext.Current.TestOutputHelper?.WriteLine(summary.Value);
    }

    private static readonly string[] s_arguments =
    [
        typeof(CpuFeatures_Children).Assembly.Location,
        "-namespace",
        "FastArb.Tests.EvmMath",
        "-class-",
        typeof(CpuFeatures_Children).FullName!,
        "-explicit",
        "on",
        "-noColor",
        "-noLogo",
    ];

    private static string[] Names(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static int Number(Match summary, string group) =>
        int.Parse(summary.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"Total: (?<total>\d+), Errors: (?<errors>\d+), Failed: (?<failed>\d+), "
            + @"Skipped: \d+, Not Run: (?<notRun>\d+).*",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Summary();
}
