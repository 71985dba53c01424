using FastArb.Chain;
using FastArb.Feed;
using FastArb.Scenarios.Live;
using FastArb.Scenarios.WebSocket;
using Xunit;

namespace FastArb.Scenarios.Network;

/// <summary>The real session and reader on real sockets, on a thread of their own.</summary>
internal sealed class FedSession : IAsyncDisposable
{
    private static readonly TimeSpan s_stopMax = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task<FeedEnd> _running;

    public FedSession(
        IEnumerable<Uri> nodes,
        WebSocketOptions? socket = null,
        Func<FeedSessionOptions, FeedSessionOptions>? with = null
    )
    {
        FeedSessionOptions options = new()
        {
            Endpoints = [.. nodes.Select(node => ScriptedServer.EndpointOf(node.ToString()))],
        };
        FeedPlan plan = new(new WatchRules([WatchRule.Everything]));
        Sequencer = new FeedSequencer<KeptEvents>(plan, new KeptEvents([]));
        Session = new FeedSession<KeptEvents>(
            Sequencer,
            with?.Invoke(options) ?? options,
            new FeedInbox(),
            Pulse,
            Notices
        );
        FeedReaderOptions reading = new() { Socket = socket ?? new WebSocketOptions() };
        FeedReader<KeptEvents> reader = new(Session, reading, _stop.Token);
        _running = Task.Factory.StartNew(
            reader.Run,
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
    }

    public FeedSequencer<KeptEvents> Sequencer { get; }

    public FeedSession<KeptEvents> Session { get; }

    public FeedPulse Pulse { get; } = new();

    public FeedNotices Notices { get; } = new();

    public Task<FeedEnd> Running => _running;

    /// <summary>Tells it to stop, and waits until it has.</summary>
    public async Task<FeedEnd> StopAsync()
    {
        await _stop.CancelAsync();
        return await _running.WaitAsync(s_stopMax, CancellationToken.None);
    }

    /// <summary>Waits until something is so.</summary>
    public static async Task UntilAsync(Func<bool> isSo, TimeSpan deadline, string what)
    {
        long start = Environment.TickCount64;
        while (!isSo())
        {
            Assert.True(Environment.TickCount64 - start < deadline.TotalMilliseconds, $"not in time: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(2), TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }
}
