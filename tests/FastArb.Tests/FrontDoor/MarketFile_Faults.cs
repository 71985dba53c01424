using System.Diagnostics;
using System.Globalization;
using System.Text;
using FastArb.Markets;
using FastArb.Settings;
using Xunit;

namespace FastArb.Tests.FrontDoor;

/// <summary>
/// Files of a market that are wrong: each fault is named with its place, and all of them at once.
/// </summary>
public sealed class MarketFile_Faults : IDisposable
{
    private const string Whole = """
        chain_id: 137
        tokens:
          WETH: { address: "0x7ceB23fD6bC0adD59E62ac25578270cFf1b9f619", decimals: 18 }
          USDC: { address: "0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359", decimals: 6 }
          USDC.e: { address: "0x2791Bca1f2de4661ED88A30C99A7a9449Aa84174", decimals: 6 }
        aliases:
          USDC: [USDC, USDC.e]
        usd_tokens: [USDC, USDC.e]
        venues:
          Quick:
            kind: uniswap-v2
            factory: "0x5757371414417b8C6CAad45bAeF941aBc7d3Ab32"
            init_code_hash: "0x96e8ac4277198ff8b6f785478aa9a39f403cb768dd02cbee326c3e7da348845f"
            fee: 997/1000
          Uni:
            kind: uniswap-v3
            factory: "0x1F98431c8aD98523631AE4a59f267346ea31F984"
            init_code_hash: "0xe34f199b19b2b4f47f68442619d555527d244f78a3297ea89325f843f87b8b54"
            tiers: { 500: 10, 3000: 60 }
        pools:
          - { venue: Uni, tokens: [WETH, USDC.e], fee: 500,
              address: 0x45dDa9cb7c25131DF268515131f647d726f50608 }
          - { venue: Quick, tokens: [USDC.e, WETH] }
        """;

    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void The_file_that_the_others_spoil_is_right()
    {
        MarketSettings market = Parse(Whole, out string[] faults)!;
        Assert.Empty(faults);
        Assert.Equal(
            "USDC.e/WETH@Uni:500 USDC.e/WETH@Quick",
            Joined(market.Candidates.Select(pool => pool.Name))
        );
        Assert.Equal("USDC USDC.e", Joined(market.Tokens.Named("USDC").Select(token => token.Name)));
        Assert.Equal(
            "USDC USDC.e",
            Joined(market.Tokens.All.Where(token => token.CountsAsUsd).Select(token => token.Name))
        );
    }

    [Theory]
    [InlineData("chain_id: 137", "chain_id: polygon", "1:11: expected a whole number from 1 to")]
    [InlineData("chain_id: 137", "chain_id: 0", "1:11: expected a whole number from 1 to")]
    [InlineData("chain_id: 137", "chain_id: [137]", "1:11: expected a whole number from 1 to")]
    [InlineData("chain_id: 137", "chain_id:", "1:10: expected a whole number")]
    [InlineData("chain_id: 137\n", "", "1:1: 'chain_id' is missing")]
    [InlineData(
        "chain_id: 137",
        "chain-id: 137",
        "1:1: unknown setting 'chain-id'; did you mean 'chain_id'?"
    )]
    [InlineData("chain_id: 137", "chain_id: 137\nchain_id: 138", "2:1: 'chain_id' is there twice")]
    [InlineData("chain_id: 137", "chain_id: &a 137", "1:11: an anchor (&) is not allowed")]
    [InlineData("chain_id: 137", "chain_id: !!int 137", "1:11: a tag (!) is not allowed")]
    [InlineData("chain_id: 137", "chain_id: *a", "1:11: an alias (*) is not allowed")]
    [InlineData("chain_id: 137", "chain_id: 137\n? [a, b]\n: c", "2:3: a key is a word")]
    [InlineData("chain_id: 137", "chain_id: 137\nextra: {}", "2:1: unknown setting 'extra'")]
    [InlineData("tokens:", "tokns:", "2:1: unknown setting 'tokns'; did you mean 'tokens'?")]
    [InlineData("  WETH: {", "  W/ETH: {", "3:3: the name of a token is of letters, digits")]
    [InlineData("  WETH: {", "  \"W\\e[31m\": {", "3:3: the name of a token is of letters, digits")]
    [InlineData("  WETH: {", "  USDC: {", "4:3: 'USDC' is there twice")]
    [InlineData(
        "0x7ceB23fD6b",
        "0x7ceb23fD6b",
        "3:20: address 0x7ceb23fD6bC0adD59E62ac25578270cFf1b9f619 has a"
    )]
    [InlineData("\"0x7ceB23fD6bC0adD59E62ac25578270cFf1b9f619\"", "0x7ceB", "3:20: expected an address")]
    [InlineData(
        "0x7ceB23fD6bC0adD59E62ac25578270cFf1b9f619",
        "7ceB23fD6bC0adD59E62ac25578270cFf1b9f619",
        "3:20: expected"
    )]
    [InlineData(
        "0x7ceB23fD6bC0adD59E62ac25578270cFf1b9f619",
        "0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359",
        "4:3: WETH has"
    )]
    [InlineData("decimals: 18", "decimals: 78", "3:76: expected a whole number from 0 to 77, not '78'")]
    [InlineData("decimals: 18", "decimals: -1", "3:76: expected a whole number from 0 to 77")]
    [InlineData("decimals: 18", "decimals: 18.0", "3:76: expected a whole number from 0 to 77")]
    [InlineData("decimals: 18", "decimal: 18", "3:66: unknown setting 'decimal'; did you mean 'decimals'?")]
    [InlineData(
        "USDC: [USDC, USDC.e]",
        "USDC: [USDC, USDCe]",
        "7:16: 'USDCe' is no token; did you mean 'USDC'?"
    )]
    [InlineData("USDC: [USDC, USDC.e]", "USDC: USDC", "7:9: expected a list, such as [A, B], not 'USDC'")]
    [InlineData("USDC: [USDC, USDC.e]", "USDC: []", "7:9: USDC stands for nothing")]
    [InlineData("USDC: [USDC, USDC.e]", "USDC: [[USDC]]", "7:10: expected a text, not a list")]
    [InlineData("usd_tokens: [USDC, USDC.e]", "usd_tokens: [DAI]", "8:14: 'DAI' is no token")]
    [InlineData(
        "kind: uniswap-v2",
        "kind: uniswap-v4",
        "11:11: 'uniswap-v4' is no kind of venue; did you mean 'unisw"
    )]
    [InlineData("kind: uniswap-v2", "kind: {}", "11:11: a map is no kind of venue")]
    [InlineData("    kind: uniswap-v2\n", "", "11:5: 'kind' is missing")]
    [InlineData(
        "factory: \"0x5757371414417b8C6CAad45bAeF941aBc7d3Ab32\"",
        "factory: quick",
        "12:14: expected an address"
    )]
    [InlineData("init_code_hash: \"0x96e8ac", "init_code_hash: \"0x", "13:21: expected a hash")]
    [InlineData("init_code_hash: \"0x96", "init_code_hash: \"0xzz", "13:21: expected a hash")]
    [InlineData("fee: 997/1000", "fee: 0.3", "14:10: expected what a swap keeps, as a fraction")]
    [InlineData("fee: 997/1000", "fee: 1001/1000", "14:10: expected what a swap keeps, as a fraction")]
    [InlineData("fee: 997/1000", "fee: 997/0", "14:10: expected what a swap keeps, as a fraction")]
    [InlineData("fee: 997/1000", "fees: 997/1000", "14:5: unknown setting 'fees'; did you mean 'fee'?")]
    [InlineData("fee: 997/1000", "fee: 997/1000\n    tiers: {}", "15:5: unknown setting 'tiers'")]
    [InlineData(
        "0x1F98431c8aD98523631AE4a59f267346ea31F984",
        "0x5757371414417b8C6CAad45bAeF941aBc7d3Ab32",
        "15:3: Quick has"
    )]
    [InlineData("{ 500: 10, 3000: 60 }", "{}", "19:12: a venue of this kind has at least one tier")]
    [InlineData("{ 500: 10, 3000: 60 }", "[500, 3000]", "19:12: expected a map, not a list")]
    [InlineData("{ 500: 10, 3000: 60 }", "{ 500: 0 }", "19:19: expected a whole number from 1 to 16383")]
    [InlineData(
        "{ 500: 10, 3000: 60 }",
        "{ 1000000: 10 }",
        "19:14: expected a whole number from 0 to 999999"
    )]
    [InlineData("venue: Uni, tokens", "venue: Unl, tokens", "21:14: 'Unl' is no venue; did you mean 'Uni'?")]
    [InlineData("[WETH, USDC.e], fee: 500", "[WETH, FAKE], fee: 500", "21:34: 'FAKE' is no token")]
    [InlineData("[WETH, USDC.e], fee: 500", "[WETH, WETH], fee: 500", "21:27: a pool has two tokens")]
    [InlineData("[WETH, USDC.e], fee: 500", "[WETH], fee: 500", "21:27: a pool has two tokens")]
    [InlineData(", fee: 500,", ",", "21:5: 'fee' is missing: one of 500, 3000")]
    [InlineData(", fee: 500,", ", fee: 100,", "21:48: Uni has no such tier: one of 500, 3000")]
    [InlineData("[USDC.e, WETH] }", "[USDC.e, WETH], fee: 3000 }", "23:50: the pools of Quick take one fee")]
    [InlineData(
        "venue: Quick, tokens",
        "venue: Uni, fee: 500, tokens",
        "23:5: USDC.e/WETH@Uni:500 is there twice"
    )]
    [InlineData(
        "0x45dDa9cb7c25131DF268515131f647d726f50608",
        "0x853Ee4b2A13f8a742d64C8F088bE7bA2131f670d",
        "22:16: 0x853E"
    )]
    [InlineData(
        "  - { venue: Quick, tokens: [USDC.e, WETH] }",
        "  - Quick",
        "23:5: expected a map of settings, not 'Quick'"
    )]
    [InlineData("chain_id: 137", "chain_id: 137\n---", "a second document begins")]
    [InlineData("chain_id: 137", "chain_id: \"137", "this is not YAML")]
    [InlineData("chain_id: 137", "\tchain_id: 137", "this is not YAML")]
    [InlineData("chain_id: 137", "chain_id: 137\n}", "this is not YAML")]
    public void A_fault_is_named_with_its_place(string from, string to, string what)
    {
        int at = Whole.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0, from);
        string spoilt = Whole[..at] + to + Whole[(at + from.Length)..];
        Assert.Null(Parse(spoilt, out string[] faults));
        Assert.Contains(
            faults,
            fault =>
                fault.StartsWith("my.yaml:", StringComparison.Ordinal)
                && fault.Contains(what, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("# nothing\n", "the file is empty")]
    [InlineData("market", "expected a map of settings, not 'market'")]
    [InlineData("- 1\n- 2", "expected a map of settings, not a list")]
    public void What_is_no_market_at_all_is_said_so(string text, string what)
    {
        Assert.Null(Parse(text, out string[] faults));
        Assert.Contains(faults, fault => fault.Contains(what, StringComparison.Ordinal));
    }

    [Fact]
    public void More_pools_than_can_be_looked_for_are_said_and_not_cut()
    {
        StringBuilder tokens = new();
        for (int i = 1; i <= 300; i++)
        {
            tokens.Append(
                CultureInfo.InvariantCulture,
                $"  T{i}: {{ address: \"0x{i:x40}\", decimals: 18 }}\n"
            );
        }

        string many = Whole[..Whole.IndexOf("pools:", StringComparison.Ordinal)]
            .Replace("aliases:", tokens + "aliases:", StringComparison.Ordinal);
        Assert.Null(Parse(many, out string[] faults));
        Assert.Contains("more than 100000 pools", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_said_at_once_in_the_order_of_the_file_and_fast()
    {
        string spoilt = Whole
            .Replace("chain_id: 137", "chain_id: x", StringComparison.Ordinal)
            .Replace("decimals: 18", "decimals: 99", StringComparison.Ordinal)
            .Replace("uniswap-v3", "uniswap-v5", StringComparison.Ordinal)
            .Replace("venue: Quick", "venue: Quik", StringComparison.Ordinal);
        string path = _scratch.Write("market.yaml", Encoding.UTF8.GetBytes(spoilt));
        using StringWriter messages = new();
        long start = Stopwatch.GetTimestamp();
        CommandFailure failure = Assert.Throws<CommandFailure>(() =>
            MarketFile.Load(path, Terminal.Plain(TextWriter.Null, messages))
        );
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(2));
        string[] lines = messages.ToString().TrimEnd().Split('\n');
        Assert.Equal(ExitCode.Configuration, failure.ExitCode);
        Assert.Equal(3, lines.Length);
        Assert.All(lines, line => Assert.StartsWith($"fastarb: {path}:", line, StringComparison.Ordinal));
        Assert.StartsWith($"{path}:23:14: 'Quik' is no venue", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("(correct all 4)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_over_a_mebibyte_or_of_no_text_is_refused()
    {
        string large = _scratch.Write("large.yaml", new byte[SettingsFile.BytesMax + 1]);
        Refused(large, ExitCode.Configuration, "larger than 1 MiB");
        Refused(_scratch.Write("bytes.yaml", [0xFF, 0xFE, 0x80]), ExitCode.Configuration, "not UTF-8");
        Refused("no/such.yaml", ExitCode.UsageOrNotFound, "cannot read no/such.yaml");
    }

    [Fact]
    public void Depth_has_a_bound()
    {
        string deep = new string('[', 100_000);
        Assert.Null(Parse(deep, out string[] faults));
        Assert.Contains("not YAML", Assert.Single(faults), StringComparison.Ordinal);
    }

    private static string Joined(IEnumerable<string> names) => string.Join(' ', names);

    private static void Refused(string path, ExitCode code, string what)
    {
        CommandFailure failure = Assert.Throws<CommandFailure>(() => SettingsFile.Load(path));
        Assert.Equal(code, failure.ExitCode);
        Assert.Contains(what, failure.Message, StringComparison.Ordinal);
    }

    private static MarketSettings? Parse(string text, out string[] sentences)
    {
        SettingsFaults faults = new();
        MarketSettings? market = MarketFile.Parse("my.yaml", text, faults);
        sentences = [.. faults.Sentences];
        return market;
    }
}
