using FastArb.Feed;
using FastArb.Feeds;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Tests.FrontDoor;

/// <summary>How a node is named, and that what may be a key in its URL is never said.</summary>
public sealed class Node_Address
{
    private const string Canary = "c4n4rykeyc4n4ry";

    // Nobody listens there: the port is reserved.
    private const string Nobody = "127.0.0.1:1";

    private static readonly string[] s_places =
    [
        $"ws://{Nobody}/v2/{Canary}",
        $"ws://{Nobody}/?apikey={Canary}",
        $"ws://me:{Canary}@{Nobody}/",
        $"ws://{Canary}@{Nobody}/",
        $"wss://{Nobody}/{Canary}",
        $"http://{Nobody}/{Canary}",
        $"ws://10.255.255.1/{Canary}",
        $"ftp://{Canary}@{Nobody}/{Canary}",
        $"ws://{Nobody}/#{Canary}",
        $"ws://{Nobody}:99999/{Canary}",
        $"{Nobody}/{Canary}",
    ];

    [Fact]
    public void A_url_on_the_command_line_is_taken_and_one_with_a_key_is_warned_of()
    {
        (FeedEndpoint plain, string silent) = Find("ws://localhost:8546/v2/polygon", null);
        Assert.Equal(("localhost:8546", ""), (plain.ToString(), silent));
        foreach (string place in s_places[..4])
        {
            (_, string warning) = Find(place, null);
            Assert.StartsWith(
                "warning: others see what is on a command line",
                warning,
                StringComparison.Ordinal
            );
            Assert.Contains(NodeAddress.Variable, warning, StringComparison.Ordinal);
            Assert.DoesNotContain(Canary, warning, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_that_only_its_owner_can_read_is_taken_and_any_other_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "has no such modes");
        using ScratchFolder scratch = new();
        string file = scratch.Write("rpc", "", $"  wss://node.example/v2/{Canary}  ", "ws://other.example");
        SetMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (FeedEndpoint named, string messages) = Find(null, file);
        Assert.Equal(("node.example", ""), (named.ToString(), messages));

        foreach (
            UnixFileMode more in (UnixFileMode[])
                [UnixFileMode.GroupRead, UnixFileMode.OtherRead, UnixFileMode.OtherWrite]
        )
        {
            SetMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | more);
            CommandFailure open = Assert.Throws<CommandFailure>(() => Find(null, file));
            Assert.Equal(ExitCode.Configuration, open.ExitCode);
            Assert.Equal($"{file} can be read by others (chmod 600 {file})", open.Message);
        }
    }

    [Fact]
    public void Several_nodes_keep_their_order_however_they_are_named()
    {
        string[] urls =
        [
            "wss://a.example/v2/x",
            "https://b.example",
            "ws://localhost:8546",
            "http://localhost:8545",
        ];
        string[] hosts = ["a.example", "b.example", "localhost:8546", "localhost:8545"];
        FeedEndpointKind[] kinds =
        [
            FeedEndpointKind.WebSocket,
            FeedEndpointKind.Http,
            FeedEndpointKind.WebSocket,
            FeedEndpointKind.Http,
        ];
        using ScratchFolder scratch = new();
        string file = scratch.Write("rpc", ["", .. urls.Select(url => $"  {url} "), ""]);
        SetMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        foreach (FeedEndpoint[] found in (FeedEndpoint[][])[FindAll(urls, null), FindAll([], file)])
        {
            Assert.Equal(hosts, found.Select(node => node.ToString()), StringComparer.Ordinal);
            Assert.Equal(kinds, found.Select(node => node.Kind));
        }

        Assert.Equal("b.example", NodeAddress.FindHttp(Silent, urls[1], null).ToString());
        Assert.Equal("b.example", NodeAddress.FindHttp(Silent, null, file).ToString());
    }

    [Theory]
    [InlineData("ws://127.0.0.1:1/a http://127.0.0.1:1/b")]
    [InlineData("ws://127.0.0.1:1/a,http://127.0.0.1:1/b,ws://localhost:1")]
    [InlineData("\tws://127.0.0.1:1/a ,\n ws://localhost:1 \n")]
    public void The_variable_names_several_nodes_by_spaces_commas_or_lines(string text)
    {
        FeedEndpoint[] found = NodeAddress.Split(text);
        Assert.Equal(text.Split("://").Length - 1, found.Length);
        Assert.Equal("127.0.0.1:1", found[0].ToString());
        Assert.Equal(text.EndsWith('b') ? "127.0.0.1:1" : "localhost:1", found[^1].ToString());
    }

    [Fact]
    [Trait("row", "41")]
    public void One_bad_url_among_several_is_refused_without_being_repeated()
    {
        using ScratchFolder scratch = new();
        string file = scratch.Write("rpc", "ws://localhost", $"gopher://{Canary}@{Nobody}/{Canary}");
        SetMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        CommandFailure failure = Assert.Throws<CommandFailure>(() => FindAll([], file));
        Assert.StartsWith("--rpc-file: ", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [Trait("row", "41")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("http://127.0.0.1:1", "--rpc", "https://node.example")]
    public void A_feed_from_http_alone_is_refused_in_one_sentence(params string[] nodes)
    {
        (ExitCode code, _, string messages) = MadeRun.Run(["record", "--out", "none", "--rpc", .. nodes]);
        Assert.Equal(ExitCode.UsageOrNotFound, code);
        Assert.StartsWith(
            "fastarb: 127.0.0.1:1 is an http URL; events come over a node's ws://",
            messages,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [Trait("row", "41")]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("+137")]
    [InlineData("polygon")]
    [InlineData("0x89")]
    [InlineData("137.0")]
    [InlineData("1,000")]
    [InlineData(" 137")]
    [InlineData("9223372036854775808")]
    [InlineData("١٣٧")]
    public void What_is_no_chain_id_is_refused_in_one_sentence(string chain)
    {
        (ExitCode code, _, string messages) = MadeRun.Run(
            "record",
            "--out",
            "none",
            "--rpc",
            "ws://127.0.0.1:1",
            $"--chain={chain}"
        );
        Assert.Equal(ExitCode.UsageOrNotFound, code);
        string line = Assert.Single(
            messages.Split('\n'),
            line => line.StartsWith("fastarb: ", StringComparison.Ordinal)
        );
        Assert.Contains("--chain", line, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "41")]
    public void What_names_no_node_or_two_is_refused()
    {
        using ScratchFolder scratch = new();
        string empty = scratch.Write("empty", "", "   ");
        SetMode(empty, UnixFileMode.UserRead);

        MustFail(ExitCode.UsageOrNotFound, "--rpc and --rpc-file name two nodes", "ws://localhost", empty);
        MustFail(ExitCode.Configuration, "is empty (its first line is the node's URL)", null, empty);
        MustFail(ExitCode.UsageOrNotFound, "cannot read ", null, Path.Combine(scratch.FullPath, "none"));
        MustFail(ExitCode.UsageOrNotFound, "cannot read ", null, "");
        MustFail(ExitCode.UsageOrNotFound, "--rpc: ", "", null);
    }

    [Fact]
    [Trait("row", "15")]
    public void A_key_is_in_no_output_however_it_was_given_and_whatever_went_wrong()
    {
        using ScratchFolder scratch = new();
        string file = Path.Combine(scratch.FullPath, "rpc");
        for (int i = 0; i < s_places.Length; i++)
        {
            string place = s_places[i];
            string run = Path.Combine(scratch.FullPath, "run");
            string[] given = [];
            if (i % 3 == 0)
            {
                given = ["--rpc", place];
            }
            else if (i % 3 == 1)
            {
                File.WriteAllText(file, place);
                SetMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                given = ["--rpc-file", file];
            }

            FinishedProcess program = FastArbProgram.RunWith(
                new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    [NodeAddress.Variable] = given.Length == 0 ? place : null,
                },
                ["record", "--out", run, "-v", .. given]
            );
            Assert.NotEqual(0, program.ExitCode);
            Assert.NotEqual((int)ExitCode.Failure, program.ExitCode);
            Assert.Contains("fastarb: ", program.Messages, StringComparison.Ordinal);
            Assert.DoesNotContain(Canary, program.Output + program.Messages, StringComparison.Ordinal);
            Assert.False(Directory.Exists(run), $"a folder is left by {place}");
        }
    }

    [Theory]
    [Trait("row", "15")]
    [InlineData("record", "URL", "--out", "x")]
    [InlineData("record", "--rcp", "URL", "--out", "x")]
    [InlineData("record", "--rpc", "ws://127.0.0.1:1", "--out", "x", "--for", "URL")]
    [InlineData("record", "--rpc", "ws://127.0.0.1:1", "--out", "x", "--address", "URL")]
    [InlineData("record", "--rpc", "ws://127.0.0.1:1", "--out", "x", "--topic", "URL")]
    [InlineData("record", "--rpc-file", "URL", "--out", "x")]
    [InlineData("replay", "URL")]
    [InlineData("replay", "x", "--speed", "URL")]
    [InlineData("URL")]
    public void A_url_in_a_wrong_place_is_not_repeated_whole(params string[] arguments)
    {
        foreach (string place in s_places[..5])
        {
            (ExitCode code, string output, string messages) = MadeRun.Run([
                .. arguments.Select(argument => argument == "URL" ? place : argument),
                "-v",
            ]);
            Assert.Equal(ExitCode.UsageOrNotFound, code);
            Assert.DoesNotContain(Canary, output + messages, StringComparison.Ordinal);
        }
    }

    private static void SetMode(string file, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, mode);
        }
    }

    private static Terminal Silent => Terminal.Plain(TextWriter.Null, TextWriter.Null);

    private static FeedEndpoint[] FindAll(string[] options, string? file) =>
        NodeAddress.FindAll(Silent, options, file);

    private static (FeedEndpoint Node, string Messages) Find(string? option, string? file)
    {
        using StringWriter messages = new();
        FeedEndpoint node = NodeAddress.FindAll(
            Terminal.Plain(TextWriter.Null, messages),
            option is null ? [] : [option],
            file
        )[0];
        return (node, messages.ToString());
    }

    private static void MustFail(ExitCode code, string words, string? option, string? file)
    {
        CommandFailure failure = Assert.Throws<CommandFailure>(() => Find(option, file));
        Assert.Equal(code, failure.ExitCode);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }
}
