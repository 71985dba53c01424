using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace FastArb.Feed.Internals;

/// <summary>How connections for HTTP are made: as those of WebSockets are.</summary>
internal static class RpcHttpConnections
{
    private const int HeaderKilobytesMax = 16;

    // A name may lead to another machine by then.
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(30);

    public static SocketsHttpHandler Handler(FeedEndpoint endpoint, RpcHttpOptions options)
    {
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            MaxConnectionsPerServer = Math.Max(1, options.LanesMax),
            MaxResponseHeadersLength = HeaderKilobytesMax,
            // What is refused is not read to its end first.
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = s_lifetime,
            PooledConnectionIdleTimeout = s_idle,
            ConnectCallback = (context, cancellation) =>
                ConnectAsync(context.DnsEndPoint, endpoint, options, cancellation),
        };
        if (options.TestRoots is X509Certificate2Collection roots)
        {
            X509ChainPolicy policy = new()
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.AddRange(roots);
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        }

        return handler;
    }

    // A name that is to mean this machine may not lead plain text elsewhere.
    private static async ValueTask<Stream> ConnectAsync(
        DnsEndPoint place,
        FeedEndpoint endpoint,
        RpcHttpOptions options,
        CancellationToken cancellation
    )
    {
        IPAddress[] addresses = IPAddress.TryParse(place.Host, out IPAddress? literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(place.Host, cancellation).ConfigureAwait(false);
        if (!endpoint.IsSecure && !options.AllowPlainText)
        {
            addresses = [.. addresses.Where(IPAddress.IsLoopback)];
        }

        if (addresses.Length == 0)
        {
            throw new IOException("the name has no address");
        }

        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, place.Port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
