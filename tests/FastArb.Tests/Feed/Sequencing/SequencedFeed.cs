using System.Globalization;
using System.Text;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;

namespace FastArb.Tests.Feed.Sequencing;

/// <summary>
/// A sequencer with hand-written messages: blocks n with hash n * 0x1111, each on the one before.
/// </summary>
internal sealed class SequencedFeed
{
    public const long Second = 1_000_000_000;

    /// <summary>UTC at receive time 0.</summary>
    public const long Utc = 1_700_000_000 * Second;

    private readonly KeptEvents _events = new();

    public SequencedFeed(FeedPlan plan)
    {
        Sequencer = new FeedSequencer<ListSink>(plan, new ListSink(_events));
        byte[] clock = new byte[ClockPayload.ByteCount];
        ClockPayload.Write(clock, Utc);
        Sequencer.Accept(InputKind.Clock, 0, clock, 0);
    }

    public FeedSequencer<ListSink> Sequencer { get; }

    public IReadOnlyList<ChainEvent> Events => _events.All;

    public byte[] Bytes => _events.Bytes;

    public IEnumerable<ChainEventKind> Kinds => _events.All.Select(e => e.Kind);

    public static FeedPlan Everything { get; } =
        new(new WatchRules([WatchRule.Everything]))
        {
            Order = new BlockOrderOptions { Start = new BlockIdentity(0, HashOf(0)) },
        };

    public FrameKind Accept(string message, long receiveTime) =>
        Sequencer.Accept(InputKind.Message, 0, Encoding.UTF8.GetBytes(message), receiveTime);

    public void Tick(long receiveTime) => Sequencer.Accept(InputKind.Tick, 0, [], receiveTime);

    public static UInt256 HashOf(int block) => (UInt256)(ulong)((block * 0x1111) + 1);

    /// <summary>A head; with more members of the notification, each with a comma before it.</summary>
    public static string Head(int block, long timestamp = 0, string extra = "") =>
        Notification(
            $$"""
            {"number":"0x{{block:x}}","hash":"{{Word(HashOf(block))}}","parentHash":"{{Word(
                HashOf(block - 1)
            )}}","timestamp":"0x{{timestamp:x}}","gasUsed":"0x0","gasLimit":"0x1"}
            """,
            extra
        );

    public static string Log(int block, int index, string extra = "") =>
        Notification(
            $$"""
            {"address":"0x{{new string('a', 40)}}","topics":[],"data":"0x","blockNumber":"0x{{block:x}}",
            "transactionHash":"{{Word(default)}}","transactionIndex":"0x0","blockHash":"{{Word(
                HashOf(block)
            )}}",
            "logIndex":"0x{{index:x}}","removed":false}
            """,
            extra
        );

    private static string Notification(string result, string extra) =>
        $$$"""
            {"jsonrpc":"2.0","method":"eth_subscription",
            "params":{"subscription":"0x1","result":{{{result}}}}{{{extra}}}}
            """;

    private static string Word(UInt256 word) => string.Create(CultureInfo.InvariantCulture, $"0x{word:x64}");
}
