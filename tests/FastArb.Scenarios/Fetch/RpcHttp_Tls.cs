using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FastArb.Feed;
using Xunit;

namespace FastArb.Scenarios.Fetch;

/// <summary>A certificate is checked over HTTP too, always: chain, name and dates.</summary>
[Trait("row", "38")]
public sealed class RpcHttp_Tls
{
    private static readonly DateTimeOffset s_now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_trusted_certificate_of_the_right_name_is_accepted()
    {
        using X509Certificate2 root = Root();
        using X509Certificate2 leaf = Leaf(root, "localhost", s_now.AddDays(30));
        RpcHttpAnswer answer = await Ask(leaf, root);
        Assert.Equal(RpcHttpFault.None, answer.Fault);
    }

    [Theory]
    [InlineData("self-signed")]
    [InlineData("unknown root")]
    [InlineData("expired")]
    [InlineData("another name")]
    public async Task Any_other_is_refused_before_anything_is_asked(string what)
    {
        using X509Certificate2 root = Root();
        using X509Certificate2 leaf = Leaf(
            what == "self-signed" ? null : root,
            what == "another name" ? "elsewhere.example" : "localhost",
            s_now.AddDays(what == "expired" ? -1 : 30)
        );
        RpcHttpAnswer answer = await Ask(leaf, what == "unknown root" ? null : root);
        Assert.Equal(RpcHttpFault.TlsRefused, answer.Fault);
        Assert.DoesNotContain("S3CRET", answer.Sentence, StringComparison.Ordinal);
    }

    private static async Task<RpcHttpAnswer> Ask(X509Certificate2 certificate, X509Certificate2? testRoot)
    {
        using ScriptedHttp server = new((_, _, stream) => ScriptedHttp.Write(stream, "{}"), certificate);
        using RpcHttp http = new(
            ScriptedHttp.EndpointOf($"https://localhost:{server.Port}/S3CRET"),
            new RpcHttpOptions { TestRoots = testRoot is null ? null : [testRoot] }
        );
        RpcHttpAnswer answer = await http.PostAsync("{}"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal(answer.Fault == RpcHttpFault.None ? 1 : 0, server.Requests);
        return answer;
    }

    private static X509Certificate2 Root()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=test root", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(s_now.AddDays(-10), s_now.AddDays(100));
    }

    private static X509Certificate2 Leaf(X509Certificate2? issuer, string name, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        if (issuer is null)
        {
            return request.CreateSelfSigned(s_now.AddDays(-5), until);
        }

        using X509Certificate2 signed = request.Create(issuer, s_now.AddDays(-5), until, [1, 2, 3, 4]);
        return signed.CopyWithPrivateKey(key);
    }
}
