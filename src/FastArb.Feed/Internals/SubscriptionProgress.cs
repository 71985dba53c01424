using System.Text;

namespace FastArb.Feed.Internals;

/// <summary>
/// Which of the requests at a connection's start are answered. Request 1 asks for the chain's id, the others
/// subscribe. Off the hot path: a connection sees a few answers, then none.
/// </summary>
internal sealed class SubscriptionProgress
{
    public const long ChainIdRequest = 1;
    private const int RefusalLengthMax = 200;

    private readonly bool[] _answered;

    public SubscriptionProgress(int requests) => _answered = new bool[requests];

    public long ChainId { get; private set; }

    /// <summary>What the node refuses, in words; null as long as it refuses nothing.</summary>
    public string? Refusal { get; private set; }

    public bool IsComplete { get; private set; }

    public void OnAnswer(in RpcAnswer answer, ReadOnlySpan<byte> message)
    {
        if (answer.Id < 1 || answer.Id > _answered.Length)
        {
            return;
        }

        if (answer.HasError)
        {
            // What a node says is shown, not trusted: cut, and without signs that would move a cursor.
            string text = Encoding.UTF8.GetString(answer.Body(message));
            text = string.Concat(text.Take(RefusalLengthMax).Where(sign => !char.IsControl(sign)));
            Refusal ??= answer.Id == ChainIdRequest ? $"eth_chainId: {text}" : $"eth_subscribe: {text}";
            return;
        }

        if (answer.Id == ChainIdRequest)
        {
            ChainId = Quantity(answer.Body(message));
        }

        _answered[answer.Id - 1] = true;
        IsComplete = Array.TrueForAll(_answered, answered => answered);
    }

    // "0x89", quotes included; 0 where it is not a number.
    private static long Quantity(ReadOnlySpan<byte> text) =>
        text.Length > 4
        && text.StartsWith("\"0x"u8)
        && long.TryParse(
            Encoding.ASCII.GetString(text[3..^1]),
            System.Globalization.NumberStyles.AllowHexSpecifier,
            System.Globalization.CultureInfo.InvariantCulture,
            out long value
        )
            ? value
            : 0;
}
