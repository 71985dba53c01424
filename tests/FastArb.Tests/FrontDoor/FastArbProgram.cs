using FastArb.Tests.House;

namespace FastArb.Tests.FrontDoor;

/// <summary>The program as it was built, run as a user would.</summary>
internal static class FastArbProgram
{
    /// <summary>The build copies the program beside the tests, with everything that it needs.</summary>
    public static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "fastarb.dll");

    public static FinishedProcess Run(params string[] arguments) =>
        RunWith(new Dictionary<string, string?>(StringComparer.Ordinal), arguments);

    public static FinishedProcess RunWith(
        IReadOnlyDictionary<string, string?> environment,
        params string[] arguments
    ) => FinishedProcess.Run("dotnet", [Assembly, .. arguments], Repository.Root, environment);
}
