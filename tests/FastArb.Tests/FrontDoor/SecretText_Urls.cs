using Xunit;

namespace FastArb.Tests.FrontDoor;

/// <summary>An error may repeat what a user typed, but never the key in it.</summary>
[Trait("row", "15")]
public sealed class SecretText_Urls
{
    [Theory]
    [InlineData("no such file: wss://host/v2/KEY (look)", "no such file: wss://host/... (look)")]
    [InlineData("'https://user:KEY@host:8545/'", "'https://host:8545/...'")]
    [InlineData("ws://host?token=KEY", "ws://host/...")]
    [InlineData("/work/wss:/host/v2/KEY'", "/work/wss:/host/...'")]
    [InlineData("ws://127.0.0.1:8545 is gone: retry", "ws://127.0.0.1:8545 is gone: retry")]
    [InlineData("nothing to hide: a/b", "nothing to hide: a/b")]
    public void Only_scheme_and_host_of_a_url_are_shown(string text, string shown) =>
        Assert.Equal(shown, SecretText.WithoutUrlSecrets(text));

    [Theory]
    [InlineData("replay", "wss://host/v2/KEYKEYKEY")]
    [InlineData("record", "wss://host/v2/KEYKEYKEY", "--out", "x")]
    [InlineData("record", "--rpc-file", "wss://host/v2/KEYKEYKEY", "--out", "x", "-v")]
    [InlineData("record", "--rpc", "wss://host .invalid/v2/KEYKEYKEY", "--out", "x", "-v")]
    public void A_url_in_the_wrong_place_gives_no_key_away(params string[] arguments)
    {
        (ExitCode code, string output, string messages) = MadeRun.Run(arguments);
        Assert.NotEqual(ExitCode.Ok, code);
        Assert.DoesNotContain("KEYKEYKEY", output + messages, StringComparison.Ordinal);
    }
}
