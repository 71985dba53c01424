using System.Diagnostics;
using System.Globalization;
using System.Text;
using FastArb.Simulation;

namespace FastArb.Scenarios.Fetch;

/// <summary>A simulated node behind a real HTTP socket.</summary>
internal sealed class SimulatedHttp : IDisposable
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly SimulatedNode _node;
    private readonly ScriptedHttp _server;
    private readonly Action<Stream>?[] _failures;
    private readonly Lock _lock = new();

    /// <summary>The first requests are answered by the failures instead, wherever there is one.</summary>
    public SimulatedHttp(SimulatedNode node, params Action<Stream>?[] failures)
    {
        _node = node;
        _failures = failures;
        _server = new ScriptedHttp((_, body, stream) => Serve(body, stream));
    }

    public string Url => $"http://127.0.0.1:{_server.Port}";

    public int Requests => _server.Requests;

    public void Dispose() => _server.Dispose();

    private static long Now =>
        (long)(Stopwatch.GetTimestamp() * ((double)NanosecondsPerSecond / Stopwatch.Frequency));

    private void Serve(byte[] body, Stream stream)
    {
        int request = Requests - 1;
        if (request < _failures.Length && _failures[request] is { } fail)
        {
            fail(stream);
            return;
        }

        int connection;
        lock (_lock)
        {
            if (!_node.Open(NodeTransport.Http, Now, out connection, out NodeRefusal refusal))
            {
                Write(stream, refusal.Status, refusal.RetryAfterSeconds);
                return;
            }

            _node.OnMessage(connection, body, Now);
        }

        NodeDelivery delivery = Delivered(connection);
        if (delivery.Kind == NodeDeliveryKind.Text)
        {
            ScriptedHttp.Write(stream, Encoding.UTF8.GetString(delivery.Bytes.Span));
            return;
        }

        Write(
            stream,
            delivery.Kind == NodeDeliveryKind.HttpStatus ? delivery.Status : 0,
            delivery.RetryAfterSeconds
        );
    }

    private static void Write(Stream stream, int status, int retryAfterSeconds)
    {
        if (status == 0)
        {
            throw new IOException("The node hangs up.");
        }

        string wait = retryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        string line = status.ToString(CultureInfo.InvariantCulture) + " Refused";
        ScriptedHttp.Write(stream, "", line, $"Retry-After: {wait}\r\n");
    }

    // What is for others is of connections that are gone.
    private NodeDelivery Delivered(int connection)
    {
        SpinWait pause = default;
        long start = Now;
        while (Now - start < 30 * NanosecondsPerSecond)
        {
            lock (_lock)
            {
                while (_node.TryTake(Now, out NodeDelivery delivery))
                {
                    if (delivery.Connection == connection)
                    {
                        _node.OnClosed(connection, Now);
                        return delivery;
                    }
                }
            }

            pause.SpinOnce();
        }

        throw new IOException("The node says nothing.");
    }
}
