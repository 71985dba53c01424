using FastArb.Feed;

namespace FastArb.Feeds;

/// <summary>
/// Which node to talk to: <c>--rpc</c>, the variable <c>FASTARB_RPC</c>, or a file that only its owner can
/// read. What lies in a URL behind the host may be a key: it is never printed.
/// </summary>
internal static class NodeAddress
{
    public const string Variable = "FASTARB_RPC";

    private delegate bool Reading(string text, out FeedEndpoint? endpoint, out string? error);

    // Path segments as short as these are versions and networks, not keys.
    private const int KeyLengthMin = 12;

    /// <summary>A node's HTTP address, for questions alone: named as the others are.</summary>
    public static FeedEndpoint FindHttp(Terminal terminal, string? option, string? file)
    {
        FeedEndpoint node = Find(terminal, option, file, FeedEndpoint.TryParseAny);
        return node.Kind == FeedEndpointKind.Http
            ? node
            : throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                $"{node} is given as a WebSocket; questions about the past go to its http:// or https:// URL"
            );
    }

    public static FeedEndpoint Find(Terminal terminal, string? option, string? file) =>
        Find(terminal, option, file, FeedEndpoint.TryParse);

    private static FeedEndpoint Find(Terminal terminal, string? option, string? file, Reading reading)
    {
        if (option is not null && file is not null)
        {
            throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                "--rpc and --rpc-file name two nodes (give one of them)"
            );
        }

        if (option is not null)
        {
            FeedEndpoint named = Parse("--rpc", option, reading);
            if (LooksLikeKey(option))
            {
                terminal.Messages.WriteLine(
                    $"warning: others see what is on a command line; the URL of {named} may be given in"
                        + $" {Variable} or by --rpc-file"
                );
            }

            return named;
        }

        if (file is not null)
        {
            return Parse("--rpc-file", Read(file), reading);
        }

        string? variable = Environment.GetEnvironmentVariable(Variable);
        return string.IsNullOrWhiteSpace(variable)
            ? throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                $"no node is named (--rpc wss://..., {Variable}, or --rpc-file)"
            )
            : Parse(Variable, variable, reading);
    }

    private static FeedEndpoint Parse(string where, string text, Reading reading) =>
        reading(text.Trim(), out FeedEndpoint? endpoint, out string? error)
            ? endpoint!
            : throw new CommandFailure(ExitCode.UsageOrNotFound, $"{where}: {error}");

    private static string Read(string file)
    {
        try
        {
            const UnixFileMode Others =
                UnixFileMode.GroupRead
                | UnixFileMode.GroupWrite
                | UnixFileMode.GroupExecute
                | UnixFileMode.OtherRead
                | UnixFileMode.OtherWrite
                | UnixFileMode.OtherExecute;
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & Others) != UnixFileMode.None)
            {
                throw new CommandFailure(
                    ExitCode.Configuration,
                    $"{file} can be read by others (chmod 600 {file})"
                );
            }

            return File.ReadLines(file).FirstOrDefault(line => !string.IsNullOrWhiteSpace(line))
                ?? throw new CommandFailure(
                    ExitCode.Configuration,
                    $"{file} is empty (its first line is the node's URL)"
                );
        }
        catch (Exception unreadable)
            when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                $"cannot read {file}: {unreadable.Message} (check its name and permissions)",
                unreadable
            );
        }
    }

    private static bool LooksLikeKey(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed)
        && (
            parsed.UserInfo.Length > 0
            || parsed.Query.Length > 1
            || parsed.Segments.Any(segment => segment.TrimEnd('/').Length >= KeyLengthMin)
        );
}
