using System.Globalization;

namespace FastArb.Feed.Internals;

/// <summary>The node's answer to an upgrade: the lines before the first empty one.</summary>
internal static class UpgradeAnswer
{
    public const int BytesMax = 16 * 1024;
    private const int SwitchingProtocols = 101;

    /// <summary>
    /// Returns if the connection is a WebSocket now, and throws why it is not. Redirects are not
    /// followed: they
    /// would carry a key to where nobody has sent it.
    /// </summary>
    public static void Check(string answer, string expectedAccept, FeedEndpoint endpoint, TimeProvider clock)
    {
        string[] lines = answer.Split("\r\n");
        int status = StatusOf(lines[0]);
        if (status == 0)
        {
            throw Bad(endpoint, "does not answer in HTTP/1.1");
        }

        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach (string line in lines.AsSpan(1))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || line[..colon].AsSpan().ContainsAny(' ', '\t'))
            {
                throw Bad(endpoint, "answers with a header line that is none");
            }

            string name = line[..colon];
            string value = line[(colon + 1)..].Trim(' ', '\t');
            headers[name] = headers.TryGetValue(name, out string? before) ? $"{before}, {value}" : value;
        }

        if (status != SwitchingProtocols)
        {
            throw StatusFault(endpoint, status, RetryAfterOf(headers, clock));
        }

        CheckUpgrade(headers, expectedAccept, endpoint);
    }

    private static void CheckUpgrade(
        Dictionary<string, string> headers,
        string expectedAccept,
        FeedEndpoint endpoint
    )
    {
        if (!HasToken(headers, "Upgrade", "websocket") || !HasToken(headers, "Connection", "Upgrade"))
        {
            throw Bad(endpoint, "answers 101 without upgrading to a WebSocket");
        }

        if (headers.GetValueOrDefault("Sec-WebSocket-Accept") != expectedAccept)
        {
            throw Bad(endpoint, "answers with a Sec-WebSocket-Accept that does not belong to this request");
        }

        if (headers.ContainsKey("Sec-WebSocket-Extensions"))
        {
            throw Bad(endpoint, "answers with an extension, though none was offered");
        }

        if (headers.ContainsKey("Sec-WebSocket-Protocol"))
        {
            throw Bad(endpoint, "answers with a subprotocol, though none was asked for");
        }
    }

    private static bool HasToken(Dictionary<string, string> headers, string name, string token) =>
        headers.TryGetValue(name, out string? value)
        && value.Split(',', StringSplitOptions.TrimEntries).Contains(token, StringComparer.OrdinalIgnoreCase);

    private static int StatusOf(string line) =>
        line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal)
        && line.Length >= 12
        && (line.Length == 12 || line[12] == ' ')
        && int.TryParse(line.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int status)
        && status >= 100
            ? status
            : 0;

    // Seconds, or a date. A date is measured from the node's own clock where it says it.
    private static TimeSpan? RetryAfterOf(Dictionary<string, string> headers, TimeProvider clock)
    {
        if (!headers.TryGetValue("Retry-After", out string? value))
        {
            return null;
        }

        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds))
        {
            return TimeSpan.FromSeconds(seconds);
        }

        if (!TryReadDate(value, out DateTimeOffset until))
        {
            return null;
        }

        DateTimeOffset now = TryReadDate(headers.GetValueOrDefault("Date"), out DateTimeOffset date)
            ? date
            : clock.GetUtcNow();
        return until > now ? until - now : TimeSpan.Zero;
    }

    private static bool TryReadDate(string? text, out DateTimeOffset date) =>
        DateTimeOffset.TryParseExact(
            text,
            "r",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out date
        );

    private static FeedConnectException StatusFault(FeedEndpoint endpoint, int status, TimeSpan? retryAfter)
    {
        string meaning = status switch
        {
            >= 300 and < 400 => " (a redirect, which is not followed)",
            401 or 403 => " (it does not accept the key)",
            429 => " (too many requests)",
            503 => " (it is not available now)",
            _ => string.Empty,
        };
        string wait = retryAfter is TimeSpan span
            ? string.Create(CultureInfo.InvariantCulture, $", and asks to wait {span.TotalSeconds:0} s")
            : string.Empty;
        return new FeedConnectException(
            FeedConnectFault.HttpStatus,
            string.Create(CultureInfo.InvariantCulture, $"{endpoint} answers HTTP {status}{meaning}{wait}")
        )
        {
            Status = status,
            RetryAfter = retryAfter,
        };
    }

    private static FeedConnectException Bad(FeedEndpoint endpoint, string what) =>
        new(FeedConnectFault.BadHandshake, $"{endpoint} {what}");
}
