using System.Globalization;

namespace FastArb.Feeds;

/// <summary>How users write a time: <c>500ms</c>, <c>90s</c>, <c>40m</c>, <c>2h</c>, <c>1d</c>.</summary>
internal static class Duration
{
    private static readonly TimeSpan Most = TimeSpan.FromDays(3650);

    private static readonly (string Suffix, TimeSpan Unit)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
        ("d", TimeSpan.FromDays(1)),
    ];

    public static TimeSpan Parse(string option, string text)
    {
        foreach ((string suffix, TimeSpan unit) in Units)
        {
            if (
                text.EndsWith(suffix, StringComparison.Ordinal)
                && int.TryParse(
                    text[..^suffix.Length],
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out int count
                )
                && count > 0
                && count <= Most / unit
            )
            {
                return unit * count;
            }
        }

        throw new CommandFailure(
            ExitCode.UsageOrNotFound,
            $"{option} {text} is not a time (write 500ms, 90s, 40m, 2h or 1d)"
        );
    }
}
