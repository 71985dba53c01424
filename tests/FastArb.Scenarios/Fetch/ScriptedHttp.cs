using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using FastArb.Feed;

namespace FastArb.Scenarios.Fetch;

/// <summary>
/// An HTTP server on a loopback socket that answers each request with the bytes that a test's script writes;
/// connections are kept. Nothing of it is the program's own.
/// </summary>
internal sealed class ScriptedHttp : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly Action<string, byte[], Stream> _script;
    private readonly X509Certificate2? _certificate;

    public ScriptedHttp(Action<string, byte[], Stream> script, X509Certificate2? certificate = null)
    {
        _script = script;
        _certificate = certificate;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = Task.Factory.StartNew(
            Accept,
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
    }

    public int Port { get; }

    /// <summary>How many requests have come, whole.</summary>
    public int Requests => _requests;

    private int _requests;

    public FeedEndpoint Endpoint => EndpointOf($"http://127.0.0.1:{Port}/S3CRET/path?key=S3CRET");

    public static FeedEndpoint EndpointOf(string url) =>
        FeedEndpoint.TryParseAny(url, out FeedEndpoint? endpoint, out string? error)
            ? endpoint
            : throw new ArgumentException(error, nameof(url));

    /// <summary>A whole answer of JSON.</summary>
    public static void Write(Stream stream, string body, string status = "200 OK", string headers = "")
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        string length = bytes.Length.ToString(CultureInfo.InvariantCulture);
        stream.Write(
            Encoding.ASCII.GetBytes(
                $"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n"
                    + $"Content-Length: {length}\r\n{headers}\r\n"
            )
        );
        stream.Write(bytes);
    }

    public void Dispose()
    {
        _listener.Stop();
        foreach (Socket socket in _sockets)
        {
            socket.Dispose();
        }
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket socket = _listener.AcceptSocket();
                socket.NoDelay = true;
                _sockets.Add(socket);
                _ = Task.Factory.StartNew(
                    () => Serve(socket),
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default
                );
            }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private void Serve(Socket socket)
    {
        try
        {
            using (socket)
            {
                Stream stream = new NetworkStream(socket);
                if (_certificate is not null)
                {
                    SslStream tls = new(stream);
                    tls.AuthenticateAsServer(_certificate);
                    stream = tls;
                }

                while (true)
                {
                    string head = ReadHead(stream);
                    byte[] body = new byte[LengthOf(head)];
                    stream.ReadExactly(body);
                    Interlocked.Increment(ref _requests);
                    _script(head, body, stream);
                    stream.Flush();
                }
            }
        }
        catch (Exception fault)
            when (fault
                    is IOException
                        or SocketException
                        or ObjectDisposedException
                        or System.Security.Authentication.AuthenticationException
            )
        {
            // The client has gone, or the script wants it to.
        }
    }

    private static string ReadHead(Stream stream)
    {
        StringBuilder head = new();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            int value = stream.ReadByte();
            if (value < 0)
            {
                throw new IOException("The client hung up.");
            }

            head.Append((char)value);
        }

        return head.ToString();
    }

    private static int LengthOf(string head)
    {
        const string Name = "Content-Length: ";
        string line = head.Split("\r\n").Single(text => text.StartsWith(Name, StringComparison.Ordinal));
        return int.Parse(line.AsSpan(Name.Length), CultureInfo.InvariantCulture);
    }
}
