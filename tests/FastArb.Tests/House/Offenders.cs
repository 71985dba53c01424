using Xunit;

namespace FastArb.Tests.House;

/// <summary>What breaks a house rule; a failing test names all of it, not the first five.</summary>
internal static class Offenders
{
    public static void None<T>(IEnumerable<T> offenders)
    {
        string[] named = [.. offenders.Select(offender => offender?.ToString() ?? "null")];
        if (named.Length > 0)
        {
            Assert.Fail(string.Join('\n', named.Prepend("These break the rule:")));
        }
    }
}
