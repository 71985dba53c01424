using System.Globalization;

namespace FastArb.Feeds;

/// <summary>How users write the pace of a replay: <c>max</c>, <c>1x</c>, <c>0.5x</c>, <c>10x</c>.</summary>
internal static class ReplaySpeed
{
    private const double FactorMax = 1_000_000;

    /// <summary>The factor; 0 is as fast as it goes.</summary>
    public static double Parse(string text)
    {
        if (text == "max")
        {
            return 0;
        }

        return
            text.EndsWith('x')
            && double.TryParse(
                text[..^1],
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out double factor
            )
            && factor is > 0 and <= FactorMax
            ? factor
            : throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                $"--speed {text} is not a pace (write max, 1x or 10x)"
            );
    }
}
