using System.Globalization;
using System.Text;
using FastArb.Chain;
using FastArb.EvmMath;

namespace FastArb.Feeds;

/// <summary>
/// The watch rule that <c>--address</c> and <c>--topic</c> describe; without them, every log.
/// </summary>
internal static class WatchOptions
{
    public static WatchRules Rules(string[] addresses, string[] topics)
    {
        if (topics.Length > WatchRules.TopicsMax)
        {
            throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                $"{topics.Length} topics; at most {WatchRules.TopicsMax} are allowed"
            );
        }

        if (addresses.Length == 0 && topics.Length == 0)
        {
            return new WatchRules([WatchRule.Everything]);
        }

        return new WatchRules([
            new WatchRule("options")
            {
                Addresses = [.. addresses.Select(AddressOf)],
                Topic0 = [.. topics.Select(TopicOf)],
            },
        ]);
    }

    private static Address AddressOf(string text) =>
        Address.TryParse(text, CultureInfo.InvariantCulture, out Address address)
            ? address
            : throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                $"--address {text} is not an address (0x and 40 hexadecimal digits; mixed case: its checksum)"
            );

    private static UInt256 TopicOf(string text) =>
        text.Length == 2 + Hex.WordDigits
        && text.StartsWith("0x", StringComparison.Ordinal)
        && Hex.TryDecodeWord(Encoding.ASCII.GetBytes(text[2..]), out UInt256 topic)
            ? topic
            : throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                $"--topic {text} is not a topic (0x and 64 hexadecimal digits: an event signature's hash)"
            );
}
