using System.Collections.Concurrent;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;
using FastArb.Market;
using FastArb.Scenarios.WebSocket;
using Xunit;

namespace FastArb.Scenarios.Market;

/// <summary>
/// The real feed over a real socket, and a market that loads itself from the same node and follows it. The
/// feed has its own thread; the market is the test's.
/// </summary>
internal sealed class FedMarket : IAsyncDisposable
{
    private static readonly TimeSpan s_waitMax = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<ChainEvent> _events = new();
    private readonly FeedInbox _inbox = new();
    private readonly FeedSession<QueuedEvents> _session;
    private readonly Task<FeedEnd> _running;
    private readonly Queue<byte[]> _questions = [];
    private UInt256 _sealed;

    public FedMarket(MarketPlan plan, Uri node)
    {
        WatchRules rules = plan.ToWatchRules();
        LiveMarketOptions options = new()
        {
            QuestionsMax = 200,
            AuditBlocks = 4,
            AuditPercent = 20,
        };
        Market = new LiveMarket(new PoolTable(plan), rules, options);
        FeedSequencer<QueuedEvents> sequencer = new(new FeedPlan(rules), new QueuedEvents(_events));
        FeedSessionOptions session = new()
        {
            Endpoints = [ScriptedServer.EndpointOf(node.ToString())],
            ChainId = plan.ChainId,
        };
        _session = new FeedSession<QueuedEvents>(sequencer, session, _inbox, new FeedPulse());
        FeedReader<QueuedEvents> reader = new(_session, new FeedReaderOptions(), _stop.Token);
        _running = Task.Factory.StartNew(
            reader.Run,
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
    }

    public LiveMarket Market { get; }

    public PoolTable Table => Market.Table;

    /// <summary>
    /// Also those of the feed itself, where logs of one kind of pool came before those of another that stand
    /// in front of them.
    /// </summary>
    public int Reorgs { get; private set; }

    public int ReorgDepthMax { get; private set; }

    public async Task UntilSubscribedAsync(CancellationToken cancellation)
    {
        while (!_session.IsSubscribed)
        {
            Assert.False(_running.IsCompleted);
            await Task.Delay(TimeSpan.FromMilliseconds(5), cancellation);
        }
    }

    /// <summary>Until a block is sealed and is the last one.</summary>
    public async Task UntilSealedAsync(string blockHash, CancellationToken cancellation)
    {
        long start = Environment.TickCount64;
        while ("0x" + _sealed.ToString("x64") != blockHash)
        {
            if (_events.TryDequeue(out ChainEvent e))
            {
                On(in e);
                continue;
            }

            Assert.False(_running.IsCompleted);
            Assert.True(
                Environment.TickCount64 - start < s_waitMax.TotalMilliseconds,
                $"{blockHash} is not sealed in time; {Market.Progress}"
            );
            await Task.Delay(TimeSpan.FromMilliseconds(1), cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        FeedEnd end = await _running;
        Assert.True(end.Reason == FeedEndReason.Stopped, end.Sentence);
        _stop.Dispose();
    }

    private void On(ref readonly ChainEvent e)
    {
        switch (e.Kind)
        {
            case ChainEventKind.BlockSealed:
                _sealed = e.Words[0];
                break;
            case ChainEventKind.Reorg:
                _sealed = default;
                ReorgDepthMax = Math.Max(ReorgDepthMax, (int)(Market.Head.Number - e.BlockNumber));
                Reorgs++;
                break;
            case ChainEventKind.BlockBegin or ChainEventKind.Log:
                _sealed = default;
                break;
            default:
                Assert.NotEqual(ChainEventKind.Resynchronise, e.Kind);
                break;
        }

        Market.On(in e);
        while (Market.TryTakeQuestion(out ContractQuestion? question))
        {
            _questions.Enqueue(QuestionPayload.Of(question));
        }

        // Where the inbox is full, the rest goes with the next event.
        while (_questions.TryPeek(out byte[]? payload) && _inbox.TryPost(InputKind.Asked, 0, payload))
        {
            _questions.Dequeue();
        }
    }
}
