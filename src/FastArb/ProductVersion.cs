using System.Reflection;
using System.Runtime.InteropServices;

namespace FastArb;

/// <summary>Which build this is.</summary>
/// <param name="Version">The product's version.</param>
/// <param name="Commit">The source commit, when the build knew it.</param>
/// <param name="Runtime">The .NET runtime that executes it.</param>
internal sealed record ProductVersion(string Version, string? Commit, string Runtime)
{
    public const string Schema = "fastarb.version/1";

    public static ProductVersion Current { get; } = Read();

    public override string ToString() =>
        Commit is null ? $"fastarb {Version}, {Runtime}" : $"fastarb {Version}, commit {Commit}, {Runtime}";

    private static ProductVersion Read()
    {
        string informational =
            typeof(ProductVersion)
                .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                ?.InformationalVersion
            ?? "unknown";
        int plus = informational.IndexOf('+', StringComparison.Ordinal);
        return plus < 0
            ? new ProductVersion(informational, null, RuntimeInformation.FrameworkDescription)
            : new ProductVersion(
                informational[..plus],
                informational[(plus + 1)..],
                RuntimeInformation.FrameworkDescription
            );
    }
}
