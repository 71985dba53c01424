using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;

namespace FastArb.Doctor;

/// <summary>How .NET runs this process.</summary>
internal sealed record RuntimeFacts(
    string Runtime,
    string OperatingSystem,
    bool ServerGc,
    bool ConcurrentGc,
    string GcLatencyMode,
    long MemoryAvailableBytes,
    bool TieredCompilation,
    bool TieredPgo
)
{
    public static RuntimeFacts Read()
    {
        bool concurrent =
            GC.GetConfigurationVariables().TryGetValue("ConcurrentGC", out object? value)
            && Convert.ToBoolean(value, CultureInfo.InvariantCulture);
        return new RuntimeFacts(
            RuntimeInformation.FrameworkDescription,
            RuntimeInformation.OSDescription,
            GCSettings.IsServerGC,
            concurrent,
            GCSettings.LatencyMode.ToString(),
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            Setting("System.Runtime.TieredCompilation", "TieredCompilation"),
            Setting("System.Runtime.TieredPGO", "TieredPGO")
        );
    }

    /// <summary>Both settings are on unless a file or the environment, which wins, says otherwise.</summary>
    private static bool Setting(string property, string variable)
    {
        string? forced = Environment.GetEnvironmentVariable("DOTNET_" + variable);
        if (int.TryParse(forced, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int number))
        {
            return number != 0;
        }

        return AppContext.GetData(property) is not string text || !bool.TryParse(text, out bool on) || on;
    }
}
