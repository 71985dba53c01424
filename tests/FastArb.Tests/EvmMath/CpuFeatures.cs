using System.Runtime.Intrinsics.X86;

namespace FastArb.Tests.EvmMath;

/// <summary>The processor's abilities as the runtime reports them to the code under test, by name.</summary>
internal static class CpuFeatures
{
    /// <summary>What a child process is told to find: "avx512f=off,avx2=on".</summary>
    public const string ExpectationVariable = "FASTARB_EXPECT_FEATURES";

    public static readonly Dictionary<string, bool> Here = new(StringComparer.Ordinal)
    {
        ["x86base"] = X86Base.X64.IsSupported,
        ["sse42"] = Sse42.X64.IsSupported,
        ["avx"] = Avx.IsSupported,
        ["avx2"] = Avx2.IsSupported,
        ["bmi2"] = Bmi2.X64.IsSupported,
        ["avx512f"] = Avx512F.IsSupported,
        ["avx512vbmi"] = Avx512Vbmi.IsSupported,
    };

    public static string Describe() =>
        string.Join(',', Here.Select(feature => $"{feature.Key}={(feature.Value ? "on" : "off")}"));
}
