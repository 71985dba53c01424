using System.Reflection;
using FastArb.EvmMath;

namespace FastArb;

/// <summary>Which implementation of the arithmetic this process uses, and why.</summary>
internal sealed record MathCoreChoice(string Name, string Reason)
{
    public static MathCoreChoice Current { get; } =
        new("managed", MissingFromBuild() ?? "this version uses .NET alone");

    public override string ToString() => $"{Name} ({Reason})";

    /// <summary>What the build wrote down when it could not make the native core.</summary>
    private static string? MissingFromBuild() =>
        typeof(UInt256)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Where(fact => fact.Key == "NativeCoreMissing")
            .Select(fact => $"native core not built: {fact.Value}")
            .FirstOrDefault();
}
