using System.Runtime.InteropServices;
using System.Text;
using FastArb.Chain;
using FastArb.Feed;
using FastArb.Scenarios.Scripted;
using Xunit;

namespace FastArb.Scenarios.Live;

/// <summary>
/// The events that a feed makes of traffic: over a socket, or of the same messages without one. Event time
/// is the chain's own, so that nothing hangs on the pace of this machine.
/// </summary>
internal sealed record FedEvents(ChainEvent[] Events, FeedCounters Counters)
{
    private static readonly TimeSpan s_waitMax = TimeSpan.FromSeconds(60);

    private static readonly FeedPlan s_plan = new(new WatchRules([WatchRule.Everything]))
    {
        Time = EventTimeSource.Chain,
    };

    /// <summary>What no socket can cut or delay.</summary>
    public static FedEvents Of(IEnumerable<string> messages)
    {
        List<ChainEvent> events = [];
        FeedSequencer<KeptEvents> sequencer = new(s_plan, new KeptEvents(events));
        foreach (string message in messages)
        {
            sequencer.Accept(InputKind.Message, 0, Encoding.UTF8.GetBytes(message), 0);
        }

        return new FedEvents([.. events], sequencer.Counters);
    }

    /// <summary>The real reader on the node's socket, until it has taken all of the traffic.</summary>
    public static async Task<FedEvents> OverSocketAsync(ScriptedTraffic traffic)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using ScriptedNode node = ScriptedNode.Start(traffic.RunAsync);
        Assert.True(FeedEndpoint.TryParse(node.Endpoint.ToString(), out FeedEndpoint? endpoint, out _));
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        List<ChainEvent> events = [];
        FeedSequencer<KeptEvents> sequencer = new(s_plan, new KeptEvents(events));
        FeedSession<KeptEvents> session = new(
            sequencer,
            new FeedSessionOptions { Endpoints = [endpoint] },
            new FeedInbox(),
            new FeedPulse()
        );
        FeedReader<KeptEvents> reader = new(session, new FeedReaderOptions(), stop.Token);
        Task<FeedEnd> running = Task.Factory.StartNew(
            reader.Run,
            cancellation,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        try
        {
            await Task.WhenAny(traffic.Taken, running).WaitAsync(s_waitMax, cancellation);
        }
        finally
        {
            await stop.CancelAsync();
        }

        FeedEnd end = await running;
        Assert.True(end.Reason == FeedEndReason.Stopped, end.Sentence);
        await traffic.Taken;
        return new FedEvents([.. events], sequencer.Counters);
    }

    /// <summary>Byte for byte, but for when and where their input came in.</summary>
    public void MustEqual(FedEvents expected)
    {
        Assert.NotEmpty(expected.Events);
        Assert.Equal(expected.Events.Length, Events.Length);
        for (int i = 0; i < Events.Length; i++)
        {
            Assert.True(Bytes(expected.Events[i]).SequenceEqual(Bytes(Events[i])), $"event {i} differs");
        }
    }

    private static byte[] Bytes(ChainEvent e)
    {
        e.ReceiveTime = 0;
        e.Position = 0;
        return MemoryMarshal.AsBytes(new ReadOnlySpan<ChainEvent>(in e)).ToArray();
    }
}
