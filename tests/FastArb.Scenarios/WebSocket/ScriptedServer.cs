using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using FastArb.Feed;

namespace FastArb.Scenarios.WebSocket;

/// <summary>
/// A server on a loopback socket that does, for one connection, exactly what a test's script says.
/// </summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _script;

    public ScriptedServer(Action<ServedConnection> script, X509Certificate2? certificate = null)
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _script = Task.Factory.StartNew(
            () => Serve(script, certificate),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
    }

    public int Port { get; }

    public FeedEndpoint Endpoint => EndpointOf($"ws://127.0.0.1:{Port}/S3CRET");

    public static FeedEndpoint EndpointOf(string url) =>
        FeedEndpoint.TryParse(url, out FeedEndpoint? endpoint, out string? error)
            ? endpoint
            : throw new ArgumentException(error, nameof(url));

    public WebSocketConnection Connect(WebSocketOptions? options = null, IReceiveIdle? idle = null) =>
        WebSocketConnection.Connect(Endpoint, options ?? new WebSocketOptions(), idle ?? new TestIdle());

    public void Dispose()
    {
        _listener.Stop();
        _script.Wait(TimeSpan.FromSeconds(10));
    }

    private void Serve(Action<ServedConnection> script, X509Certificate2? certificate)
    {
        try
        {
            using Socket socket = _listener.AcceptSocket();
            socket.NoDelay = true;
            Stream stream = new NetworkStream(socket);
            if (certificate is not null)
            {
                SslStream tls = new(stream);
                tls.AuthenticateAsServer(certificate);
                stream = tls;
            }

            script(new ServedConnection(socket, stream));
        }
        catch (Exception fault) when (fault is IOException or SocketException or ObjectDisposedException)
        {
            // The client has gone; what it saw is what the test asks about.
        }
    }
}
