using System.Net.Security;
using System.Runtime.InteropServices;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace FastArb.Feed.Internals;

// Runs on the reader's thread, once per receive and once per send.
// May not throw: what TLS throws becomes an outcome here. TLS may allocate where a connection breaks.
// Costs a branch above the socket; with TLS, the deciphering.

/// <summary>The socket, with TLS on it or without.</summary>
internal sealed class Transport(PolledSocket socket) : IDisposable
{
    private SslStream? _tls;

    public PolledSocket Socket { get; } = socket;

    /// <summary>What broke, in words.</summary>
    public string Breakage { get; private set; } = string.Empty;

    /// <summary>
    /// Throws what SslStream throws, and checks chain, name and dates as the platform does.
    /// </summary>
    public void StartTls(string host, X509Certificate2Collection? testRoots)
    {
        _tls = new SslStream(new PolledStream(Socket), leaveInnerStreamOpen: false);
        SslClientAuthenticationOptions options = new() { TargetHost = host, AllowRenegotiation = false };
        if (testRoots is not null)
        {
            // Other roots, the same check.
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(testRoots);
        }

        _tls.AuthenticateAsClient(options);
    }

    public SocketOutcome Receive(Memory<byte> target, out int count)
    {
        if (_tls is not null)
        {
            return ReceiveSecure(_tls, target, out count);
        }

        SocketOutcome outcome = Socket.Receive(target.Span, out count);
        return outcome == SocketOutcome.Broken ? Break($"{Socket.LastError}") : outcome;
    }

    public SocketOutcome Send(byte[] bytes, int count)
    {
        if (_tls is null)
        {
            SocketOutcome outcome = Socket.Send(bytes.AsSpan(0, count));
            return outcome == SocketOutcome.Broken ? Break($"{Socket.LastError}") : outcome;
        }

        try
        {
            _tls.Write(bytes, 0, count);
            return SocketOutcome.Done;
        }
        catch (Exception fault) when (IsExpected(fault))
        {
            return OutcomeOf(fault);
        }
    }

    public void Dispose()
    {
        _tls?.Dispose();
        Socket.Dispose();
    }

    private SocketOutcome ReceiveSecure(SslStream tls, Memory<byte> target, out int count)
    {
        count = 0;
        if (!MemoryMarshal.TryGetArray<byte>(target, out ArraySegment<byte> array))
        {
            return Break("the target is no array");
        }

        try
        {
            count = tls.Read(array.Array!, array.Offset, array.Count);
            return count > 0 ? SocketOutcome.Done : SocketOutcome.End;
        }
        catch (Exception fault) when (IsExpected(fault))
        {
            return OutcomeOf(fault);
        }
    }

    private static bool IsExpected(Exception fault) =>
        fault is IOException or AuthenticationException or InvalidOperationException;

    // The inner stream's reason comes first: TLS only passes it on.
    private SocketOutcome OutcomeOf(Exception fault) =>
        Socket.LastOutcome is SocketOutcome.Stopped or SocketOutcome.Silent or SocketOutcome.TimedOut
            ? Socket.LastOutcome
            : Break($"TLS: {fault.Message}");

    private SocketOutcome Break(string what)
    {
        Breakage = what;
        return SocketOutcome.Broken;
    }
}
