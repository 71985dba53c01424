using System.Diagnostics;
using FastArb.Chain;
using FastArb.Feed;

namespace FastArb.Perf;

/// <summary>
/// Ours, as a fused lane has it: the socket, the sequencer and what takes its events on one thread, without a
/// recorder.
/// </summary>
internal sealed class OurReceiver<TSink> : IReceiveIdle
    where TSink : struct, IChainEventSink
{
    private const byte OnlyConnection = 0;
    private const long NanosecondsPerTick = 100;

    private readonly FeedSequencer<TSink> _sequencer;

    private OurReceiver(FeedSequencer<TSink> sequencer) => _sequencer = sequencer;

    public long NextDue => _sequencer.NextDue;

    public static void Run(int port, bool busy, EventClock clock, FeedPlan plan, TSink sink)
    {
        FeedSequencer<TSink> sequencer = new(plan, sink);
        OurReceiver<TSink> receiver = new(sequencer);
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
}
