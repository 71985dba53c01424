using System.Collections.Immutable;
using System.Globalization;

namespace FastArb.Settings;

/// <summary>
/// A value of a file of settings, and where it stands. What a text means (a number, a flag) its reader says:
/// YAML's own guesses are not made.
/// </summary>
internal sealed record SettingsNode(SettingsKind Kind, string File, long Line, long Column)
{
    public string Text { get; init; } = string.Empty;

    public ImmutableArray<SettingsNode> Items { get; init; } = [];

    /// <summary>Of a map, in the file's order; each key once.</summary>
    public ImmutableArray<(SettingsNode Key, SettingsNode Value)> Entries { get; init; } = [];

    /// <summary>As editors take it: file, line, column.</summary>
    public string Place => string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}");
}
