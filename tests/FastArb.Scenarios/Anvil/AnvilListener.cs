using System.Text.Json.Nodes;

namespace FastArb.Scenarios.Anvil;

/// <summary>Subscribes to heads and all logs of a node, and keeps what comes, in order.</summary>
internal sealed class AnvilListener : IDisposable
{
    private static readonly TimeSpan s_waitMax = TimeSpan.FromSeconds(20);

    private readonly WebSocketClient _client;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<JsonNode> _heard = [];

    private AnvilListener(WebSocketClient client) => _client = client;

    public JsonNode[] Heard
    {
        get
        {
            lock (_heard)
            {
                return [.. _heard];
            }
        }
    }

    public JsonNode[] Heads => [.. Heard.Where(result => result["logIndex"] is null)];

    public JsonNode[] Logs => [.. Heard.Where(result => result["logIndex"] is not null)];

    public static async Task<AnvilListener> StartAsync(AnvilNode node, CancellationToken cancellation)
    {
        WebSocketClient client = await WebSocketClient.ConnectAsync(node.WebSocket, cancellation);
        await client.SubscribeAsync("""["logs",{}]""", cancellation);
        await client.SubscribeAsync("""["newHeads"]""", cancellation);
        AnvilListener listener = new(client);
        _ = listener.ListenAsync();
        return listener;
    }

    public async Task UntilAsync(Func<AnvilListener, bool> heard, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(s_waitMax);
        while (!heard(this))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), limit.Token);
        }
    }

    public void Forget()
    {
        lock (_heard)
        {
            _heard.Clear();
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _client.Dispose();
        _stop.Dispose();
    }

    private async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                JsonNode message = await _client.ReceiveJsonAsync(_stop.Token);
                lock (_heard)
                {
                    _heard.Add(message["params"]!["result"]!);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The test is over.
        }
    }
}
