using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Session;

/// <summary>What ends an endpoint for good, and the feed when none is left.</summary>
public sealed class FeedSession_Refusals
{
    [Theory]
    [Trait("row", "41")]
    [InlineData("\"0x1\"")]
    [InlineData("\"0x90\"")]
    public void A_wrong_chain_is_refused_at_once_and_nothing_is_subscribed(string chain)
    {
        SessionScene scene = new(with: options => options with { ChainId = 137 });
        scene.Connect();
        scene.Sent();
        scene.Answer(1, chain);
        Assert.Equal(FeedPhase.Ended, scene.Session.Phase);
        Assert.Equal(FeedEndReason.WrongChain, scene.Session.End.Reason);
        Assert.Matches("^node0.example serves chain [0-9]+, not 137$", scene.Session.End.Sentence);
        Assert.Empty(scene.Sent());
    }

    [Fact]
    [Trait("row", "41")]
    public void A_wrong_chain_is_refused_after_a_reconnect_too_and_the_others_go_on()
    {
        SessionScene scene = new(endpoints: 2);
        scene.Subscribe();
        scene.Close();
        Assert.Equal(1, scene.Session.Endpoint);
        scene.Connect();
        scene.Answer(1, "\"0x1\"");
        Assert.Equal(0, scene.Session.Endpoint);
        Assert.Contains(
            "node1.example serves chain 1, not 137",
            scene.Notices.Sentence(FeedNotice.EndpointRefused),
            StringComparison.Ordinal
        );
        for (int i = 0; i < 20; i++)
        {
            scene.UntilConnecting();
            Assert.Equal(0, scene.Session.Endpoint);
            scene.Subscribe();
            scene.Close();
        }

        scene.UntilConnecting();
        scene.Connect();
        scene.Answer(1, "\"0x1\"");
        Assert.Equal(FeedEndReason.WrongChain, scene.Session.End.Reason);
        Assert.Equal(
            "node0.example serves chain 1, not 137; node1.example serves chain 1, not 137",
            scene.Session.End.Sentence
        );
    }

    [Theory]
    [Trait("row", "41")]
    [InlineData("null")]
    [InlineData("\"0x\"")]
    [InlineData("\"0x0\"")]
    [InlineData("\"0xffffffffffffffffffff\"")]
    [InlineData("137")]
    public void A_chain_id_that_is_none_is_no_reason_to_give_up_for_good(string chain)
    {
        SessionScene scene = new();
        scene.Connect();
        scene.Answer(1, chain);
        Assert.Equal(FeedPhase.Waiting, scene.Session.Phase);
        scene.UntilConnecting();
        scene.Subscribe();
        Assert.True(scene.Session.IsSubscribed);
    }

    [Theory]
    [Trait("row", "5")]
    [InlineData(401, FeedEndReason.KeyInvalid)]
    [InlineData(403, FeedEndReason.KeyInvalid)]
    [InlineData(402, FeedEndReason.QuotaUsedUp)]
    public void A_key_that_is_not_accepted_and_a_quota_that_is_used_up_end_it(int status, object reason)
    {
        SessionScene scene = new();
        scene.FailHttp(status);
        Assert.Equal((FeedEndReason)reason, scene.Session.End.Reason);
        Assert.DoesNotContain("KEYKEYKEY", scene.Session.End.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', scene.Session.End.Sentence);
    }

    [Theory]
    [Trait("row", "5")]
    [InlineData(-32000, "invalid api key", FeedEndReason.KeyInvalid)]
    [InlineData(-32005, "daily request quota exceeded", FeedEndReason.QuotaUsedUp)]
    [InlineData(-32601, "Method not found", FeedEndReason.Refused)]
    public void What_an_error_says_can_end_it(int code, string text, object reason)
    {
        SessionScene first = new();
        first.Connect();
        first.Refuse("1", code, text);
        Assert.Equal((FeedEndReason)reason, first.Session.End.Reason);

        SessionScene second = new();
        second.Connect();
        second.Answer(1, SessionScene.Polygon);
        second.Refuse("2", code, text);
        Assert.Equal((FeedEndReason)reason, second.Session.End.Reason);
        Assert.Contains("eth_subscribe", second.Session.End.Sentence, StringComparison.Ordinal);
        Assert.Contains(text, second.Session.End.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "38")]
    public void Plain_text_that_is_not_allowed_ends_it()
    {
        SessionScene scene = new();
        scene.Fail(FeedConnectFault.PlainTextRefused);
        Assert.Equal(FeedEndReason.PlainText, scene.Session.End.Reason);
    }
}
