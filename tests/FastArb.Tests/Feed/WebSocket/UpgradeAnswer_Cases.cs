using System.Text;
using FastArb.Feed;
using FastArb.Feed.Internals;
using Xunit;

namespace FastArb.Tests.Feed.WebSocket;

/// <summary>What a node may answer to an upgrade, and what not.</summary>
public sealed class UpgradeAnswer_Cases
{
    private const string Good =
        "HTTP/1.1 101 Switching Protocols|Upgrade: WebSocket|Connection: keep-alive, upgrade|"
        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private readonly FeedEndpoint _endpoint = Endpoint("ws://localhost:1/S3CRET");

    [Fact]
    public void The_accept_value_is_that_of_the_RFC_s_example()
    {
        Assert.Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", UpgradeRequest.AcceptOf("dGhlIHNhbXBsZSBub25jZQ=="));
    }

    [Theory]
    [InlineData(Good)]
    [InlineData(Good + "|Server: geth|Date: now|x-anything:")]
    public void A_proper_answer_is_accepted(string answer) => Assert.Null(Refusal(answer));

    [Theory]
    [InlineData("")]
    [InlineData("SSH-2.0-OpenSSH_9.6")]
    [InlineData("HTTP/1.0 101 Switching Protocols")]
    [InlineData("HTTP/1.1 1O1 Switching Protocols")]
    [InlineData("HTTP/1.1 101")]
    [InlineData("HTTP/1.1 101 x|Upgrade: websocket|Connection: Upgrade")]
    [InlineData(Good + "|Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")]
    [InlineData(Good + "x")]
    [InlineData(Good + "|Sec-WebSocket-Extensions: permessage-deflate")]
    [InlineData(Good + "|sec-websocket-extensions: ")]
    [InlineData(Good + "|Sec-WebSocket-Protocol: chat")]
    [InlineData(Good + "| folded: line")]
    [InlineData(Good + "|no colon")]
    [InlineData(Good + "|space : before the colon")]
    public void Any_other_101_is_a_bad_handshake(string answer)
    {
        FeedConnectException? refusal = Refusal(answer);
        Assert.Equal(FeedConnectFault.BadHandshake, refusal?.Fault);
        Assert.DoesNotContain("S3CRET", refusal!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 401 Unauthorized", 401, null)]
    [InlineData("HTTP/1.1 200 OK", 200, null)]
    [InlineData("HTTP/1.1 302 Found|Location: ws://elsewhere/", 302, null)]
    [InlineData("HTTP/1.1 429 Too Many Requests|Retry-After: 30", 429, 30)]
    [InlineData("HTTP/1.1 429 Too Many Requests|retry-after: -1", 429, null)]
    [InlineData("HTTP/1.1 429 Too Many Requests|retry-after: soon", 429, null)]
    [InlineData(
        "HTTP/1.1 503 x|Date: Sun, 06 Nov 1994 08:49:37 GMT|Retry-After: Sun, 06 Nov 1994 08:51:37 GMT",
        503,
        120
    )]
    [InlineData("HTTP/1.1 503 x|Retry-After: Sun, 06 Nov 1994 08:51:37 GMT", 503, 0)]
    public void Another_status_is_told_with_the_time_to_wait(string answer, int status, int? seconds)
    {
        FeedConnectException? refusal = Refusal(answer);
        Assert.Equal(FeedConnectFault.HttpStatus, refusal?.Fault);
        Assert.Equal(status, refusal!.Status);
        Assert.Equal(seconds, (int?)refusal.RetryAfter?.TotalSeconds);
        Assert.DoesNotContain("elsewhere", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_request_offers_no_extension_and_carries_path_and_user()
    {
        FeedEndpoint endpoint = Endpoint("ws://user:p%40ss@localhost:1/v3/key?a=b%20c");
        UpgradeRequest request = new(endpoint);
        string text = Encoding.ASCII.GetString(request.Bytes);
        Assert.StartsWith(
            "GET /v3/key?a=b%20c HTTP/1.1\r\nHost: localhost:1\r\n",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("\r\nAuthorization: Basic dXNlcjpwQHNz\r\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Extensions", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("deflate", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Origin", text, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith("\r\n\r\n", text, StringComparison.Ordinal);
        Assert.False(request.ExpectedAccept == new UpgradeRequest(endpoint).ExpectedAccept);
    }

    private static FeedEndpoint Endpoint(string url) =>
        FeedEndpoint.TryParse(url, out FeedEndpoint? endpoint, out string? error)
            ? endpoint
            : throw new ArgumentException(error, nameof(url));

    private FeedConnectException? Refusal(string answer) =>
        Record.Exception(() =>
            UpgradeAnswer.Check(
                answer.Replace("|", "\r\n", StringComparison.Ordinal),
                "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
                _endpoint,
                TimeProvider.System
            )
        ) as FeedConnectException;
}
