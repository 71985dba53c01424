using System.Globalization;

namespace FastArb.Perf;

/// <summary>
/// A command, and its options, each with a value or without: <c>feed --rounds 3 --keep</c>.
/// </summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);

    public Arguments(string[] arguments)
    {
        Command = arguments.Length > 0 ? arguments[0] : string.Empty;
        Rest = arguments.Length > 0 ? arguments[1..] : [];
        for (int i = 0; i < Rest.Length; i++)
        {
            if (!IsOption(Rest[i]))
            {
                throw new ArgumentException($"expected an option, got {Rest[i]}", nameof(arguments));
            }

            bool hasValue = i + 1 < Rest.Length && !IsOption(Rest[i + 1]);
            _options[Rest[i][2..]] = hasValue ? Rest[i + 1] : string.Empty;
            i += hasValue ? 1 : 0;
        }
    }

    public string Command { get; }

    /// <summary>All but the command, as it was given.</summary>
    public string[] Rest { get; }

    public bool Has(string option) => _options.ContainsKey(option);

    public string Text(string option, string otherwise) => _options.GetValueOrDefault(option, otherwise);

    public int Number(string option, int otherwise) =>
        _options.TryGetValue(option, out string? text)
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : otherwise;

    public double Real(string option, double otherwise) =>
        _options.TryGetValue(option, out string? text)
            ? double.Parse(text, CultureInfo.InvariantCulture)
            : otherwise;

    private static bool IsOption(string text) => text.StartsWith("--", StringComparison.Ordinal);
}
