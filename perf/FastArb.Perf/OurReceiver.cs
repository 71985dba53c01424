using System.Diagnostics;
using System.Globalization;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;

namespace FastArb.Perf;

/// <summary>
/// Ours, as a fused lane has it: the socket, the sequencer and a handler on one thread, without a recorder.
/// </summary>
internal sealed class OurReceiver : IReceiveIdle
{
    private const byte OnlyConnection = 0;
    private const long NanosecondsPerTick = 100;
    private const long SealQuietNs = 500_000_000;

    private readonly FeedSequencer<StampedSink> _sequencer;

    private OurReceiver(FeedSequencer<StampedSink> sequencer) => _sequencer = sequencer;

    public long NextDue => _sequencer.NextDue;

    public static void Run(int port, bool busy, EventClock clock)
    {
        // Half a second of silence before a block is sealed, as a machine that stops the sender for 50 ms
        // inside of a block would turn the rest of it into late logs.
        FeedPlan plan = new(new WatchRules([WatchedPools(RecordedFrames.Read())]))
        {
            Order = new BlockOrderOptions { SealQuietNs = SealQuietNs },
        };
        FeedSequencer<StampedSink> sequencer = new(plan, new StampedSink(clock));
        OurReceiver receiver = new(sequencer);
        receiver.SetClock();
        if (!FeedEndpoint.TryParse($"ws://127.0.0.1:{port}/", out FeedEndpoint? endpoint, out string? error))
        {
            throw new InvalidOperationException(error);
        }

        WebSocketOptions options = new() { ReceiveMode = busy ? ReceiveMode.BusyPoll : ReceiveMode.Blocking };
        using WebSocketConnection connection = WebSocketConnection.Connect(endpoint, options, receiver);
        ReceiveOutcome outcome;
        do
        {
            outcome = connection.Receive();
            long now = connection.ReceiveTime;
            while (connection.TryReadMessage(out ReadOnlySpan<byte> message))
            {
                clock.OnFrame();
                sequencer.Accept(InputKind.Message, OnlyConnection, message, now);
            }
        } while (outcome == ReceiveOutcome.Data);

        clock.End();
        if (sequencer.OrderCounters.Reorgs > 0)
        {
            throw new InvalidDataException("a reorg where there was none");
        }
    }

    public bool OnIdle(long now)
    {
        _sequencer.Accept(InputKind.Tick, OnlyConnection, [], now);
        return true;
    }

    private void SetClock()
    {
        Span<byte> clock = stackalloc byte[ClockPayload.ByteCount];
        TimeSpan utc = TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch;
        ClockPayload.Write(clock, utc.Ticks * NanosecondsPerTick);
        _sequencer.Accept(InputKind.Clock, OnlyConnection, clock, Stopwatch.GetTimestamp());
    }

    private static WatchRule WatchedPools(RecordedFrames recorded) =>
        new("pools")
        {
            Addresses =
            [
                Address.Parse(BlockImage.TextAt(recorded.Sync, "address")),
                Address.Parse(BlockImage.TextAt(recorded.Swap, "address")),
            ],
            Topic0 = [Topic(RecordedFrames.SyncTopic), Topic(RecordedFrames.SwapTopic)],
        };

    private static UInt256 Topic(string text) =>
        UInt256.Parse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
