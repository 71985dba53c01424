namespace FastArb;

/// <summary>Guesses what a mistyped command or option was meant to be.</summary>
internal static class NearestName
{
    /// <summary>
    /// The candidate with the fewest edits from <paramref name="typed"/>, if that is few enough.
    /// </summary>
    public static string? Of(string typed, IEnumerable<string> candidates)
    {
        string bare = typed.TrimStart('-');
        string? nearest = null;
        int fewest = Math.Max(1, bare.Length / 3) + 1;
        foreach (string candidate in candidates)
        {
            int edits = Edits(bare, candidate.TrimStart('-'));
            if (edits < fewest)
            {
                (nearest, fewest) = (candidate, edits);
            }
        }

        return nearest;
    }

    /// <summary>Levenshtein's distance, in one row.</summary>
    private static int Edits(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
