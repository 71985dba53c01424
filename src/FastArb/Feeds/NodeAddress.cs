using FastArb.Feed;

namespace FastArb.Feeds;

/// <summary>
/// Which nodes to talk to: <c>--rpc</c>, the variable <c>FASTARB_RPC</c>, or a file that only its owner can
/// read. What lies in a URL behind the host may be a key: it is never printed.
/// </summary>
internal static class NodeAddress
{
    public const string Variable = "FASTARB_RPC";

    // Path segments as short as these are versions and networks, not keys.
    private const int KeyLengthMin = 12;

    /// <summary>A node's HTTP address, for questions alone: named as the others are.</summary>
    public static FeedEndpoint FindHttp(Terminal terminal, string? option, string? file)
    {
        FeedEndpoint[] nodes = FindAll(terminal, option is null ? [] : [option], file, "https://...");
        return Array.Find(nodes, node => node.Kind == FeedEndpointKind.Http)
            ?? throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                $"{nodes[0]} is given as a WebSocket; this asks questions alone, which go to its http:// or"
                    + " https:// URL"
            );
    }

    /// <summary>All that are named, in their order.</summary>
    public static FeedEndpoint[] FindAll(
        Terminal terminal,
        string[] options,
        string? file,
        string example = "wss://..."
    )
    {
        if (options.Length > 0 && file is not null)
        {
            throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                "--rpc and --rpc-file name two nodes (give one of them)"
            );
        }

        if (options.Length > 0)
        {
            FeedEndpoint[] named = [.. options.Select(option => Parse("--rpc", option))];
            for (int i = 0; i < named.Length; i++)
            {
                if (LooksLikeKey(options[i]))
                {
                    terminal.Messages.WriteLine(
                        $"warning: others see what is on a command line; the URL of {named[i]} may be given"
                            + $" in {Variable} or by --rpc-file"
                    );
                }
            }

            return named;
        }

        if (file is not null)
        {
            return [.. Read(file).Select(line => Parse("--rpc-file", line))];
        }

        FeedEndpoint[] nodes = Split(Environment.GetEnvironmentVariable(Variable) ?? string.Empty);
        return nodes.Length > 0
            ? nodes
            : throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                $"no node is named (--rpc {example}, {Variable}, or --rpc-file)"
            );
    }

    /// <summary>Those that the variable names: by spaces, commas or lines apart.</summary>
    public static FeedEndpoint[] Split(string variable) =>
        [
            .. variable
                .Split([' ', ',', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)
                .Select(url => Parse(Variable, url)),
        ];

    private static FeedEndpoint Parse(string where, string text) =>
        FeedEndpoint.TryParseAny(text.Trim(), out FeedEndpoint? endpoint, out string? error)
            ? endpoint!
            : throw new CommandFailure(ExitCode.UsageOrNotFound, $"{where}: {error}");

    private static string[] Read(string file)
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

            string[] lines = [.. File.ReadLines(file).Where(line => !string.IsNullOrWhiteSpace(line))];
            return lines.Length > 0
                ? lines
                : throw new CommandFailure(
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
