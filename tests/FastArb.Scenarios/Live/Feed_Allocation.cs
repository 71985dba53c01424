using FastArb.Chain;
using FastArb.Feed;
using FastArb.Ring;
using FastArb.Scenarios.Scripted;
using FastArb.Tests.FrontDoor;
using Xunit;

namespace FastArb.Scenarios.Live;

/// <summary>From the socket to the ring, recorded on the way, nothing is allocated.</summary>
[Trait("gate", "allocation")]
public sealed class Feed_Allocation
{
    private static readonly TimeSpan s_waitMax = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_whole_path_from_socket_to_ring_allocates_nothing()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        ScriptedChain chain = ScriptedChain.FromRecording("frames.jsonl.gz");
        byte[] bytes = [.. chain.Notifications.SelectMany(ServerFrames.Text)];
        ScriptedTraffic traffic = new(chain, connection => connection.SendAsync(bytes))
        {
            AnswersQuestions = true,
        };
        await using ScriptedNode node = ScriptedNode.Start(traffic.RunAsync);
        Assert.True(FeedEndpoint.TryParse(node.Endpoint.ToString(), out FeedEndpoint? endpoint, out _));

        using ScratchFolder scratch = new();
        using InputRecorder recorder = new(scratch.FullPath, new InputRecorderOptions());
        Task writing = Started(recorder.Run);
        RingBuffer<ChainEvent> ring = new(1024, WaitStyle.Hybrid);
        BatchEventProcessor<ChainEvent, Nothing> consumer = new(ring, ring.NewBarrier(), default);
        ring.AddGatingSequences(consumer.Sequence);
        Task consuming = Started(consumer.Run);

        // Some 21,000 events; the first part warms everything up.
        MeteredSink.Reading reading = new(from: 6_000, to: 19_000);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        FeedPlan plan = new(new WatchRules([WatchRule.Everything])) { Time = EventTimeSource.Chain };
        MeteredSink sink = new(new RingSink(ring), reading);
        FeedSession<MeteredSink> session = new(
            new FeedSequencer<MeteredSink>(plan, sink, recorder),
            new FeedSessionOptions { Endpoints = [endpoint] },
            new FeedInbox(),
            new FeedPulse()
        );
        FeedReader<MeteredSink> reader = new(session, new FeedReaderOptions(), stop.Token);
        Task reads = Started(() => reader.Run());
        await Task.WhenAny(traffic.Taken, reads).WaitAsync(s_waitMax, cancellation);
        await stop.CancelAsync();
        await reads;
        recorder.Complete();
        ring.Complete();
        await Task.WhenAll(writing, consuming);

        Assert.True(reading.Count > reading.To, $"only {reading.Count} events came");
        Assert.Equal(0, reading.BytesAfter - reading.BytesBefore);
    }

    private static Task Started(Action run) =>
        Task.Factory.StartNew(
            run,
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

    private readonly struct Nothing : IEventHandler<ChainEvent>
    {
        public void OnEvent(ref ChainEvent data, long sequence, bool endOfBatch) { }
    }
}
