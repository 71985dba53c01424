using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.WebSocket;

public sealed class FeedEndpoint_Text
{
    [Theory]
    [InlineData("ws://127.0.0.1:8546", "127.0.0.1:8546", false, true)]
    [InlineData("ws://LOCALHOST/", "localhost", false, true)]
    [InlineData("ws://[::1]:8546/", "[::1]:8546", false, true)]
    [InlineData("wss://node.example/v2/S3CRET?key=S3CRET", "node.example", true, false)]
    [InlineData("WSS://user:S3CRET@node.example:8443/", "node.example:8443", true, false)]
    [InlineData("ws://127.0.0.1.example/", "127.0.0.1.example", false, false)]
    public void Only_the_host_and_an_unusual_port_are_shown(
        string url,
        string shown,
        bool isSecure,
        bool isLoopback
    )
    {
        Assert.True(FeedEndpoint.TryParse(url, out FeedEndpoint? endpoint, out string? error), error);
        Assert.Equal(shown, endpoint.ToString());
        Assert.Equal(isSecure, endpoint.IsSecure);
        Assert.Equal(isLoopback, endpoint.IsLoopback);
    }

    [Theory]
    [InlineData("")]
    [InlineData("S3CRET")]
    [InlineData("node.example:8546/S3CRET")]
    [InlineData("http://node.example/S3CRET")]
    [InlineData("https://node.example/S3CRET")]
    [InlineData("ftp://node.example/S3CRET")]
    [InlineData("wss://")]
    [InlineData("wss:///S3CRET")]
    [InlineData("wss://node.example:0/S3CRET")]
    [InlineData("wss://node.example:99999/S3CRET")]
    [InlineData("wss://node.example/#S3CRET")]
    [InlineData("/S3CRET")]
    public void What_is_no_WebSocket_URL_is_refused_in_one_line_without_repeating_it(string url)
    {
        Assert.False(FeedEndpoint.TryParse(url, out _, out string? error));
        Assert.DoesNotContain("S3CRET", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }

    [Fact]
    public void A_wrong_beginning_is_answered_with_those_that_are_right_there()
    {
        const string Ftp = "ftp://node.example/S3CRET";
        Assert.False(FeedEndpoint.TryParse(Ftp, out _, out string? error));
        Assert.Equal("the endpoint begins neither with ws:// nor with wss://", error);
        Assert.False(FeedEndpoint.TryParseAny(Ftp, out _, out error));
        Assert.Equal("the endpoint begins with none of ws://, wss://, http:// and https://", error);
    }
}
