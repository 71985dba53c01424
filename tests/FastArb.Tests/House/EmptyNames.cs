namespace FastArb.Tests.House;

/// <summary>Names under which anything could lie, so that nobody finds it.</summary>
internal static class EmptyNames
{
    private static readonly string[] Names =
    [
        "Common",
        "Utils",
        "Util",
        "Helpers",
        "Helper",
        "Core",
        "Shared",
        "Misc",
        "Base",
        "Manager",
    ];

    /// <summary>
    /// Also forbidden as the last word of a type: <c>PoolManager</c> says no more than <c>Pools</c>.
    /// </summary>
    private static readonly string[] Endings = ["Utils", "Util", "Helpers", "Helper", "Manager"];

    public static bool Contains(string name) => Names.Contains(name, StringComparer.OrdinalIgnoreCase);

    public static bool EndsType(string type) =>
        Contains(type) || Endings.Any(ending => type.EndsWith(ending, StringComparison.Ordinal));
}
