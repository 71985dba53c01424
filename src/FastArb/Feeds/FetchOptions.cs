using System.CommandLine;
using System.Globalization;

namespace FastArb.Feeds;

/// <summary>The options of <c>fastarb fetch</c>.</summary>
internal sealed class FetchOptions
{
    private static readonly string[] s_names = ["latest", "safe", "finalized"];

    private readonly Option<string?> _rpc = new("--rpc")
    {
        Description = $"The node's HTTP URL; one that holds a key is safer in {NodeAddress.Variable}",
        HelpName = "URL",
    };
    private readonly Option<string?> _rpcFile = new("--rpc-file")
    {
        Description = "A file of mode 0600 whose first line is the URL",
        HelpName = "FILE",
    };
    private readonly Option<string> _from = new("--from")
    {
        Description = "The first block",
        HelpName = "BLOCK",
        Required = true,
    };
    private readonly Option<string> _to = new("--to")
    {
        Description = "The last block: a number, latest, safe or finalized",
        HelpName = "BLOCK",
        Required = true,
    };
    private readonly Option<string> _folder = new("--out")
    {
        Description = "The folder of the run; one that was begun with the same options is gone on with",
        HelpName = "RUN",
        Required = true,
    };
    private readonly Option<string[]> _addresses = new("--address")
    {
        Description = "Only logs of this contract; may be repeated",
        HelpName = "ADDRESS",
    };
    private readonly Option<string[]> _topics = new("--topic")
    {
        Description = "Only logs of this event (topic 0); may be repeated",
        HelpName = "TOPIC",
    };
    private readonly Option<bool> _plain = new("--allow-plain-text")
    {
        Description = "Allow http:// to another machine, where anybody on the way can read and change it",
    };

    public IEnumerable<Option> All => [_rpc, _rpcFile, _from, _to, _folder, _addresses, _topics, _plain];

    public FetchRequest RequestOf(ParseResult parsed, Terminal terminal)
    {
        string to = parsed.GetRequiredValue(_to);
        long from = NumberOf("--from", parsed.GetRequiredValue(_from));
        if (!s_names.Contains(to, StringComparer.Ordinal) && NumberOf("--to", to) < from)
        {
            throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                "--to is before --from (name the lower block first)"
            );
        }

        return new FetchRequest(
            NodeAddress.FindHttp(terminal, parsed.GetValue(_rpc), parsed.GetValue(_rpcFile)),
            parsed.GetRequiredValue(_folder),
            WatchOptions.Rules(parsed.GetValue(_addresses) ?? [], parsed.GetValue(_topics) ?? []),
            from,
            to
        )
        {
            AllowPlainText = parsed.GetValue(_plain),
        };
    }

    /// <summary>Decimal, or hexadecimal as nodes write it.</summary>
    public static bool TryNumber(string text, out long number)
    {
        bool isHex = text.StartsWith("0x", StringComparison.Ordinal);
        NumberStyles style = isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        return long.TryParse(isHex ? text.AsSpan(2) : text, style, CultureInfo.InvariantCulture, out number)
            && number >= 0;
    }

    private static long NumberOf(string option, string text) =>
        TryNumber(text, out long number)
            ? number
            : throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                SecretText.LooksLikePrivateKey(text)
                    ? $"{option} is no block's number (it looks like a private key, which nothing here needs)"
                    : $"{option} {text} is no block's number (write 65000000 or 0x3dfd240)"
            );
}
