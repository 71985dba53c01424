using FastArb.Feed;
using FastArb.Pipeline;
using FastArb.Scenarios.WebSocket;
using FastArb.Tests.Pipeline;
using Xunit;

namespace FastArb.Scenarios.Hall;

/// <summary>A live run beside the test, recorded into a folder.</summary>
internal sealed class LiveHall : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly InputRecorder _input;
    private readonly EventRecorder _events;
    private readonly LiveRun _run;
    private readonly Task<FeedEnd> _running;

    public LiveHall(EnginePlan plan, Uri node, string folder)
    {
        _input = new InputRecorder(folder, new InputRecorderOptions());
        _events = new EventRecorder(folder);
        FeedSessionOptions session = new()
        {
            Endpoints = [ScriptedServer.EndpointOf(node.ToString())],
            ChainId = plan.Market.ChainId,
        };
        _run = new LiveRun(
            plan,
            new LiveRunOptions(session) { Recorders = new RunRecorders(_input, _events), RunFolder = folder }
        );
        _running = Task.Factory.StartNew(
            () => _run.Run(_stop.Token),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
    }

    public LiveRun Run => _run;

    /// <summary>How often the reader found the ring full.</summary>
    public long FullWaits => _run.Lanes.Ring.Sequencer.FullWaits;

    public IReadOnlyList<RootLog> RootLogs => [.. LaneResults.Handlers<RootLog>(_run.Lanes)];

    public string Kept => LaneResults.Kept(_run.Lanes);

    /// <summary>As the first lane has it.</summary>
    public int LiveCount => _run.Lanes.Lanes[0].Market.LiveCount;

    public IEnumerable<T> Handlers<T>()
        where T : LaneHandler => LaneResults.Handlers<T>(_run.Lanes);

    /// <summary>It has not ended by itself.</summary>
    public void MustRun() => Assert.False(_running.IsCompleted, _run.Fault?.ToString());

    public async Task UntilSubscribedAsync(CancellationToken cancellation)
    {
        while (!_run.Session.IsSubscribed)
        {
            Assert.False(_running.IsCompleted);
            await Task.Delay(TimeSpan.FromMilliseconds(5), cancellation);
        }
    }

    /// <summary>Until every lane has sealed a block, and nothing after it.</summary>
    public async Task UntilSealedAsync(string hash, TimeSpan deadline, CancellationToken cancellation)
    {
        long start = Environment.TickCount64;
        while (_run.Lanes.Lanes.Any(lane => "0x" + lane.Roots.Read().Block.Hash.ToString("x64") != hash))
        {
            Assert.False(_running.IsCompleted, _run.Fault?.ToString());
            Assert.True(
                Environment.TickCount64 - start < deadline.TotalMilliseconds,
                $"{hash} is not sealed"
            );
            await Task.Delay(TimeSpan.FromMilliseconds(1), cancellation);
        }
    }

    public void Stop()
    {
        _stop.Cancel();
        FeedEnd end = _running.GetAwaiter().GetResult();
        Assert.True(end.Reason == FeedEndReason.Stopped, end.Sentence);
        Assert.Null(_run.Fault);
        Assert.Null(_input.Fault);
        Assert.Null(_events.Fault);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _running.Wait();
        _run.Dispose();
        _input.Dispose();
        _events.Dispose();
        _stop.Dispose();
    }
}
