namespace FastArb.Market.Internals;

/// <summary>What a definition of a market may not say, in one sentence that names it.</summary>
internal static class Refuse
{
    public static void Duplicates<T>(
        IEnumerable<T> things,
        Func<T, string> key,
        string sentence,
        string parameter
    )
    {
        string? twice = things
            .GroupBy(key, StringComparer.Ordinal)
            .Where(group => group.Skip(1).Any())
            .Select(group => group.Key)
            .FirstOrDefault();
        if (twice is not null)
        {
            throw new ArgumentException($"{sentence} {twice}", parameter);
        }
    }
}
