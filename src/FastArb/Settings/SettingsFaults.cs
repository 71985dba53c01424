namespace FastArb.Settings;

/// <summary>Everything that is wrong with a file of settings, gathered so that it is said at once.</summary>
internal sealed class SettingsFaults
{
    /// <summary>More than anybody reads.</summary>
    private const int CountMax = 100;

    private readonly List<(long Line, long Column, string Sentence)> _found = [];

    public int Count => _found.Count;

    /// <summary>In the order of the file.</summary>
    public IEnumerable<string> Sentences =>
        _found.OrderBy(fault => fault.Line).ThenBy(fault => fault.Column).Select(fault => fault.Sentence);

    public void Add(SettingsNode at, string what)
    {
        if (_found.Count < CountMax)
        {
            _found.Add((at.Line, at.Column, $"{at.Place}: {what}"));
        }
    }

    /// <summary>Says all of it and ends the command, if anything is wrong.</summary>
    public void ThrowIfAny(Terminal terminal)
    {
        if (_found.Count == 0)
        {
            return;
        }

        string[] sentences = [.. Sentences];
        foreach (string sentence in sentences[..^1])
        {
            terminal.Messages.WriteLine(
                "fastarb: " + SecretText.WithoutPrivateKeys(CommandTree.OneLine(sentence))
            );
        }

        string more = sentences.Length > 1 ? $" (correct all {sentences.Length})" : " (correct it)";
        throw new CommandFailure(ExitCode.Configuration, sentences[^1] + more);
    }
}
