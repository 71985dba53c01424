using System.Globalization;
using System.Text;

namespace FastArb.Feed.Internals;

/// <summary>
/// Which of the requests at a connection's start are answered. Request 1 asks for the chain's id, and alone;
/// the others subscribe. Off the hot path: a connection sees a few answers, then none.
/// </summary>
internal sealed class SubscriptionProgress(int requests)
{
    public const long ChainIdRequest = 1;

    private readonly bool[] _answered = new bool[requests];

    /// <summary>How many of them have been sent, and how many may be.</summary>
    public int Sent { get; set; }

    public int Sendable { get; set; } = 1;

    public int Count => _answered.Length;

    public bool IsComplete { get; private set; }

    public bool Has(long id) => id >= 1 && id <= Sent;

    public void Confirm(long id)
    {
        _answered[id - 1] = true;
        IsComplete = Array.TrueForAll(_answered, answered => answered);
    }

    /// <summary>"0x89", quotes included; 0 where it is no number that a chain's id could be.</summary>
    public static long ChainIdOf(ReadOnlySpan<byte> text) =>
        text.Length > 4
        && text.StartsWith("\"0x"u8)
        && long.TryParse(
            Encoding.ASCII.GetString(text[3..^1]),
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture,
            out long value
        )
        && value > 0
            ? value
            : 0;
}
