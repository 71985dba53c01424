using FastArb.Chain;
using FastArb.Feeds;
using Xunit;

namespace FastArb.Tests.FrontDoor;

/// <summary>What users write behind the options of the feed's commands.</summary>
[Trait("row", "41")]
public sealed class Feed_Options
{
    private const string Address = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

    private static readonly string s_topic = "0x" + new string('a', 64);

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("1s", 1_000)]
    [InlineData("90s", 90_000)]
    [InlineData("40m", 2_400_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("3650d", 315_360_000_000)]
    [InlineData("007s", 7_000)]
    public void A_time_is_a_whole_number_and_its_unit(string text, long milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Duration.Parse("--for", text));

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("90")]
    [InlineData("0s")]
    [InlineData("-1s")]
    [InlineData("+1s")]
    [InlineData("1.5h")]
    [InlineData("1,000s")]
    [InlineData(" 1s")]
    [InlineData("1 s")]
    [InlineData("1S")]
    [InlineData("1w")]
    [InlineData("٣s")]
    [InlineData("3651d")]
    [InlineData("2147483647d")]
    [InlineData("99999999999999999999s")]
    public void Any_other_time_is_refused_with_an_example(string text)
    {
        CommandFailure refused = Assert.Throws<CommandFailure>(() => Duration.Parse("--for", text));
        MustBeUsage(refused, $"--for {text} is not a time (write 500ms, 90s, 40m, 2h or 1d)");
    }

    [Theory]
    [InlineData("max", 0)]
    [InlineData("1x", 1)]
    [InlineData("0.5x", 0.5)]
    [InlineData("10x", 10)]
    [InlineData("1000000x", 1_000_000)]
    public void A_pace_is_max_or_a_factor(string text, double factor) =>
        Assert.Equal(factor, ReplaySpeed.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("1")]
    [InlineData("0x")]
    [InlineData("-1x")]
    [InlineData("1e3x")]
    [InlineData("1,5x")]
    [InlineData("1000001x")]
    [InlineData("NaNx")]
    [InlineData("Infinityx")]
    [InlineData("Max")]
    public void Any_other_pace_is_refused_with_an_example(string text) =>
        MustBeUsage(
            Assert.Throws<CommandFailure>(() => ReplaySpeed.Parse(text)),
            $"--speed {text} is not a pace (write max, 1x or 10x)"
        );

    [Fact]
    public void Without_addresses_and_topics_every_log_is_watched() =>
        Assert.Equal([WatchRule.Everything], WatchOptions.Rules([], []).Rules);

    [Fact]
    public void Addresses_and_topics_make_one_rule()
    {
        WatchRule rule = Assert.Single(
            WatchOptions.Rules([Address, Address.ToLowerInvariant()], [s_topic]).Rules
        );
        Assert.Equal(2, rule.Addresses.Length);
        Assert.Equal(rule.Addresses[0], rule.Addresses[1]);
        Assert.Equal(Address, rule.Addresses[0].ToString());
        Assert.Equal(s_topic[2..], Assert.Single(rule.Topic0).ToString("x64", null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("vitalik.eth")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAED")]
    [InlineData("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaegg")]
    public void What_is_no_address_is_refused(string text) =>
        MustBeUsage(
            Assert.Throws<CommandFailure>(() => WatchOptions.Rules([text], [])),
            $"--address {text} is not an address"
        );

    [Fact]
    public void What_is_no_topic_is_refused_and_too_many_are()
    {
        foreach (
            string text in (string[])
                ["", "0x", "Transfer", s_topic[..^1], s_topic + "a", "0X" + s_topic[2..], s_topic[..^1] + "é"]
        )
        {
            MustBeUsage(
                Assert.Throws<CommandFailure>(() => WatchOptions.Rules([], [text])),
                $"--topic {text} is not a topic"
            );
        }

        string[] many = [.. Enumerable.Repeat(s_topic, WatchRules.TopicsMax + 1)];
        MustBeUsage(
            Assert.Throws<CommandFailure>(() => WatchOptions.Rules([], many)),
            "255 topics; at most 254 are allowed"
        );
        Assert.Single(WatchOptions.Rules([], many[1..]).Rules);
    }

    private static void MustBeUsage(CommandFailure refused, string words)
    {
        Assert.Equal(ExitCode.UsageOrNotFound, refused.ExitCode);
        Assert.StartsWith(words, refused.Message, StringComparison.Ordinal);
    }
}
