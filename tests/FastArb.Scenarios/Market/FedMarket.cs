using System.Collections.Concurrent;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;
using FastArb.Market;
using FastArb.Scenarios.WebSocket;
using Xunit;

namespace FastArb.Scenarios.Market;

/// <summary>
/// The real feed over a real socket, and a table of pools that follows it. The feed has its own thread; the
/// table is the test's.
/// </summary>
internal sealed class FedMarket : IAsyncDisposable
{
    private static readonly TimeSpan s_waitMax = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<ChainEvent> _events = new();
    private readonly FeedSession<QueuedEvents> _session;
    private readonly Task<FeedEnd> _running;
    private readonly Dictionary<Address, Pool> _pools;
    private UInt256 _sealed;
    private long _head;

    public FedMarket(MarketPlan plan, Uri node)
    {
        Table = new PoolTable(plan);
        _pools = plan.Pools.ToDictionary(pool => pool.Address);
        FeedSequencer<QueuedEvents> sequencer = new(
            new FeedPlan(plan.ToWatchRules()),
            new QueuedEvents(_events)
        );
        FeedSessionOptions options = new()
        {
            Endpoints = [ScriptedServer.EndpointOf(node.ToString())],
            ChainId = plan.ChainId,
        };
        _session = new FeedSession<QueuedEvents>(sequencer, options, new FeedInbox(), new FeedPulse());
        FeedReader<QueuedEvents> reader = new(_session, new FeedReaderOptions(), _stop.Token);
        _running = Task.Factory.StartNew(
            reader.Run,
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
    }

    public PoolTable Table { get; }

    public int Logs { get; private set; }

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

    /// <summary>Puts in what all pools hold after a block; what comes next is the block behind it.</summary>
    public void Load(long block, PoolContent[] contents)
    {
        Table.BeginBlock(block);
        for (int pool = 0; pool < contents.Length; pool++)
        {
            Table.Load(pool, contents[pool]);
        }
    }

    /// <summary>Does to the table what comes, until a block is sealed and is the last one.</summary>
    public async Task UntilSealedAsync(string blockHash, CancellationToken cancellation)
    {
        long start = Environment.TickCount64;
        while ("0x" + _sealed.ToString("x64") != blockHash)
        {
            if (!_events.TryDequeue(out ChainEvent e))
            {
                Assert.True(
                    Environment.TickCount64 - start < s_waitMax.TotalMilliseconds,
                    "not sealed in time"
                );
                await Task.Delay(TimeSpan.FromMilliseconds(1), cancellation);
                continue;
            }

            On(in e);
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
            case ChainEventKind.Log:
                Apply(in e);
                break;
            case ChainEventKind.BlockSealed:
                _sealed = e.Words[0];
                break;
            case ChainEventKind.Reorg:
                _sealed = default;
                Assert.True(Table.UndoTo(e.BlockNumber), $"{e.BlockNumber} is too far back");
                ReorgDepthMax = Math.Max(ReorgDepthMax, (int)(_head - e.BlockNumber));
                _head = e.BlockNumber;
                Reorgs++;
                break;
            case ChainEventKind.BlockBegin:
                _sealed = default;
                _head = e.BlockNumber;
                Table.BeginBlock(e.BlockNumber);
                break;
            default:
                Assert.NotEqual(ChainEventKind.Resynchronise, e.Kind);
                break;
        }
    }

    private void Apply(ref readonly ChainEvent log)
    {
        _sealed = default;
        VenueKind kind = Table.Plan.Kinds[log.Rule];
        Pool pool = _pools[Address.FromLowBits(log.Words[0])];
        Assert.Equal(LogFault.None, kind.Read(in log, out PoolChange change));
        Assert.Equal(LogFault.None, Table.Apply(pool.Index, in change, log.TransactionIndex));
        Logs++;
    }
}
