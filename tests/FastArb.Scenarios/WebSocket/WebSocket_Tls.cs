using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FastArb.Feed;
using Xunit;

namespace FastArb.Scenarios.WebSocket;

/// <summary>A certificate is checked, always: chain, name and dates.</summary>
public sealed class WebSocket_Tls
{
    private static readonly DateTimeOffset s_now = TimeProvider.System.GetUtcNow();

    [Fact]
    [Trait("row", "38")]
    public void A_trusted_certificate_of_the_right_name_is_accepted_and_messages_flow_both_ways()
    {
        using X509Certificate2 root = Root();
        using X509Certificate2 leaf = Leaf(root, "localhost", s_now.AddDays(30));
        string said = string.Empty;
        using ScriptedServer server = new(
            peer =>
            {
                peer.Accept();
                said = System.Text.Encoding.UTF8.GetString(peer.ReadFrame().Payload);
                peer.WriteText("first");
                peer.WriteFrame(0x89, "are you there"u8);
                peer.ReadFrame();
                peer.WriteText(new string('x', 200_000));
                peer.WriteFrame(0x88, [0x03, 0xE8]);
                peer.ReadFrame();
            },
            leaf
        );
        TestIdle idle = new();
        using WebSocketConnection connection = Connect(server, root, idle);
        connection.SendText("hello"u8);
        Assert.Equal("first", connection.NextText());
        Assert.Equal(200_000, connection.NextText()?.Length);
        Assert.Null(connection.NextText());
        Assert.Equal(WebSocketCloseCause.PeerClosed, connection.CloseCause);
        Assert.Equal("hello", said);
        Assert.True(idle.Calls > 0);
    }

    [Fact]
    [Trait("row", "38")]
    public void A_self_signed_certificate_is_refused()
    {
        using X509Certificate2 root = Root();
        using X509Certificate2 selfSigned = Leaf(null, "localhost", s_now.AddDays(30));
        Refused(selfSigned, testRoot: null);
        Refused(selfSigned, root);
    }

    [Fact]
    [Trait("row", "38")]
    public void A_certificate_whose_root_nobody_trusts_is_refused()
    {
        using X509Certificate2 root = Root();
        using X509Certificate2 leaf = Leaf(root, "localhost", s_now.AddDays(30));
        Refused(leaf, testRoot: null);
    }

    [Fact]
    [Trait("row", "38")]
    public void An_expired_certificate_is_refused()
    {
        using X509Certificate2 root = Root();
        using X509Certificate2 leaf = Leaf(root, "localhost", s_now.AddDays(-1));
        Refused(leaf, root);
    }

    [Fact]
    [Trait("row", "38")]
    public void A_certificate_of_another_name_is_refused()
    {
        using X509Certificate2 root = Root();
        using X509Certificate2 leaf = Leaf(root, "elsewhere.example", s_now.AddDays(30));
        Refused(leaf, root);
    }

    [Fact]
    [Trait("row", "21")]
    public void A_node_that_falls_silent_behind_TLS_is_noticed_and_a_stop_leaves_TLS_usable()
    {
        using X509Certificate2 root = Root();
        using X509Certificate2 leaf = Leaf(root, "localhost", s_now.AddDays(30));
        using ManualResetEventSlim stopped = new();
        using ScriptedServer server = new(
            peer =>
            {
                peer.Accept();
                stopped.Wait(TimeSpan.FromSeconds(20));
                peer.WriteText("after");
                peer.ReadToEnd();
            },
            leaf
        );
        StopOnce idle = new();
        using WebSocketConnection connection = Connect(server, root, idle);
        idle.Armed = true;
        Assert.Equal(ReceiveOutcome.Stopped, connection.Receive());
        stopped.Set();
        Assert.Equal("after", connection.NextText());
        Assert.Null(connection.NextText());
        Assert.Equal(WebSocketCloseCause.PongDeadline, connection.CloseCause);
        Assert.Equal(1, connection.PingsSent);
    }

    private static WebSocketConnection Connect(
        ScriptedServer server,
        X509Certificate2? root,
        IReceiveIdle idle
    ) =>
        WebSocketConnection.Connect(
            ScriptedServer.EndpointOf($"wss://localhost:{server.Port}/S3CRET"),
            new WebSocketOptions
            {
                PingAfter = TimeSpan.FromMilliseconds(500),
                PongDeadline = TimeSpan.FromMilliseconds(500),
                TestRoots = root is null ? null : [root],
            },
            idle
        );

    private static void Refused(X509Certificate2 certificate, X509Certificate2? testRoot)
    {
        bool wasAsked = false;
        using ScriptedServer server = new(
            peer =>
            {
                peer.ReadRequest();
                wasAsked = true;
            },
            certificate
        );
        FeedConnectException refusal = Assert.Throws<FeedConnectException>(() =>
            Connect(server, testRoot, new TestIdle()).Dispose()
        );
        server.Dispose();
        Assert.Equal(FeedConnectFault.TlsRefused, refusal.Fault);
        Assert.False(wasAsked);
        Assert.DoesNotContain("S3CRET", refusal.ToString(), StringComparison.Ordinal);
    }

    private static X509Certificate2 Root()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=FastArb test root", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true)
        );
        return request.CreateSelfSigned(s_now.AddDays(-100), s_now.AddDays(100));
    }

    // Without a root, signed by itself.
    private static X509Certificate2 Leaf(X509Certificate2? root, string name, DateTimeOffset until)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        if (root is null)
        {
            return request.CreateSelfSigned(s_now.AddDays(-50), until);
        }

        using X509Certificate2 signed = request.Create(root, s_now.AddDays(-50), until, [1, 2, 3, 4]);
        return signed.CopyWithPrivateKey(key);
    }
}
