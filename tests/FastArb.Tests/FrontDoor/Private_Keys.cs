using FastArb.Feed;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Tests.FrontDoor;

/// <summary>
/// A private key has no place in a program that cannot trade: wherever one is given, it is not said.
/// </summary>
[Trait("row", "40")]
public sealed class Private_Keys
{
    private const string Key = "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318";

    private static readonly string[] s_forms = [Key, "0x" + Key, Key.ToUpperInvariant(), $" 0X{Key} "];

    [Fact]
    public void It_is_no_endpoint_and_is_refused_for_what_it_is()
    {
        foreach (string form in s_forms)
        {
            Assert.False(FeedEndpoint.TryParse(form, out _, out string? error));
            Assert.StartsWith("that looks like a private key", error, StringComparison.Ordinal);
            Assert.False(FeedEndpoint.TryParseAny(form, out _, out error));
            Assert.StartsWith("that looks like a private key", error, StringComparison.Ordinal);
        }

        Assert.True(FeedEndpoint.TryParseAny($"https://node.example/{Key}", out FeedEndpoint? node, out _));
        Assert.Equal("node.example", node.ToString());
    }

    [Fact]
    public void Given_in_any_place_of_a_command_line_it_is_refused_and_not_repeated()
    {
        string[][] lines =
        [
            ["record", "--out", "/nonexistent/run", "--rpc", "KEY"],
            ["fetch", "--out", "/nonexistent/run", "--from", "1", "--to", "2", "--rpc", "KEY"],
            ["fetch", "--out", "/nonexistent/run", "--from", "KEY", "--to", "2", "--rpc", "http://localhost"],
            ["fetch", "--out", "/nonexistent/run", "--from", "1", "--to", "KEY", "--rpc", "http://localhost"],
            ["record", "--out", "/nonexistent/run", "--rpc", "ws://127.0.0.1:1", "--address", "KEY"],
            ["record", "--out", "/nonexistent/run", "--rpc", "ws://127.0.0.1:1", "--for", "KEY"],
            ["record", "--out", "/nonexistent/run", "--rpc-file", "KEY"],
            ["record", "KEY"],
            ["replay", "KEY"],
            ["KEY"],
            ["--KEY"],
        ];
        foreach (string[] line in lines)
        {
            foreach (string form in s_forms[..3])
            {
                string[] arguments =
                [
                    .. line.Select(word => word.Replace("KEY", form, StringComparison.Ordinal)),
                    "-v",
                ];
                using StringWriter output = new();
                using StringWriter messages = new();
                ExitCode code = new CommandTree(Terminal.Plain(output, messages)).Run(arguments);
                Assert.True(
                    code is ExitCode.UsageOrNotFound or ExitCode.Configuration,
                    $"{code}: {messages}"
                );
                string said = output.ToString() + messages;
                Assert.DoesNotContain(Key, said, StringComparison.OrdinalIgnoreCase);
                Assert.NotEmpty(said);
            }
        }
    }

    [Fact]
    public void In_the_variable_it_is_refused_and_not_repeated()
    {
        FinishedProcess program = FastArbProgram.RunWith(
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["FASTARB_RPC"] = "0x" + Key },
            "record",
            "--out",
            "/nonexistent/run"
        );
        Assert.Equal((int)ExitCode.UsageOrNotFound, program.ExitCode);
        Assert.Contains("looks like a private key", program.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, program.Output + program.Messages, StringComparison.Ordinal);
    }
}
