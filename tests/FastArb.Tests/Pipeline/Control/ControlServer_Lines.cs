using System.Diagnostics;
using System.Net.Sockets;
using FastArb.Pipeline;
using Xunit;

namespace FastArb.Tests.Pipeline.Control;

/// <summary>Who may command an engine, and what nobody can make it do.</summary>
public sealed class ControlServer_Lines
{
    [Fact]
    public void Who_has_the_token_is_obeyed()
    {
        using ServedControl control = new();
        ControlReply? reply = ControlClient.Ask(control.Folder, ControlVerb.Pause, "quotes-3");
        Assert.Null(reply!.Error);
        ControlRequest told = Assert.Single(control.Told);
        Assert.Equal(ControlVerb.Pause, told.Command);
        Assert.Equal("quotes-3", told.Handler);
    }

    [Fact]
    public void A_line_is_what_a_shell_can_write()
    {
        using ServedControl control = new();
        string? reply = control.Send($$"""{"token":"{{control.Token}}","command":"stop"}""" + "\n");
        Assert.Equal("{}\n", reply);
        Assert.Equal(ControlVerb.Stop, Assert.Single(control.Told).Command);
    }

    [Theory]
    [Trait("row", "34")]
    [InlineData("""{"command":"stop"}""")]
    [InlineData("""{"command":"stop","token":null}""")]
    [InlineData("""{"command":"stop","token":""}""")]
    [InlineData(
        """{"command":"stop","token":"0000000000000000000000000000000000000000000000000000000000000000"}"""
    )]
    public void Without_the_token_nobody_is_obeyed_and_each_try_is_counted(string line)
    {
        using ServedControl control = new();
        int tries = TestRounds.Of(20);
        for (int i = 0; i < tries; i++)
        {
            Assert.Equal("{\"error\":\"the token is wrong\"}\n", control.Send(line + "\n"));
        }

        Assert.Equal(tries, control.Server.Refused);
        Assert.Empty(control.Told);
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("[]")]
    [InlineData("{}}")]
    [InlineData("""{"command":"explode"}""")]
    [InlineData("""{"command":99}""")]
    [InlineData("""{"command":"stop","and":"more"}""")]
    [InlineData("\u0000\u0001\ufffd")]
    public void What_is_no_command_does_nothing(string line)
    {
        using ServedControl control = new();
        Assert.StartsWith("{\"error\":", control.Send(line + "\n"), StringComparison.Ordinal);
        Assert.Empty(control.Told);
    }

    [Fact]
    public void A_line_without_an_end_is_not_read_for_ever()
    {
        using ServedControl control = new();
        Assert.Null(control.Send(new string('x', 4_096)));
        Assert.Empty(control.Told);
    }

    [Fact]
    public void Who_says_nothing_keeps_nobody_waiting_for_long()
    {
        using ServedControl control = new();
        using Socket silent = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        silent.Connect(new UnixDomainSocketEndPoint(EngineFolder.SocketOf(control.Folder)));
        long start = Stopwatch.GetTimestamp();
        Assert.NotNull(
            ControlClient.Ask(control.Folder, ControlVerb.Status, patience: TimeSpan.FromSeconds(10))
        );
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 3);
    }

    [Fact]
    public void It_stops_at_once_though_a_client_says_nothing()
    {
        using ServedControl control = new();
        using Socket silent = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        silent.Connect(new UnixDomainSocketEndPoint(EngineFolder.SocketOf(control.Folder)));
        long start = Stopwatch.GetTimestamp();
        control.Stop();
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 1);
    }

    [Fact]
    public void A_folder_whose_path_is_too_long_has_its_socket_elsewhere()
    {
        using ServedControl control = new(new string('r', 120));
        Assert.False(File.Exists(EngineFolder.SocketOf(control.Folder)));
        string path = File.ReadAllText(EngineFolder.SocketElsewhereOf(control.Folder)).TrimEnd();
        Assert.NotNull(ControlClient.Ask(control.Folder, ControlVerb.Status));
        control.Stop();
        Assert.False(Directory.Exists(Path.GetDirectoryName(path)));
    }

    [Fact]
    public void Others_can_read_neither_token_nor_socket()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using ServedControl control = new();
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(EngineFolder.TokenOf(control.Folder)));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(EngineFolder.SocketOf(control.Folder)));
        Assert.Matches("^[0-9a-f]{64}$", control.Token);
    }

    [Fact]
    public void Where_no_engine_runs_there_is_no_answer()
    {
        using ServedControl control = new();
        string folder = control.Folder;
        string token = control.Token;
        control.Stop();
        Assert.Null(ControlClient.Ask(folder, ControlVerb.Status));

        // As one leaves it that was killed.
        File.WriteAllText(EngineFolder.TokenOf(folder), token);
        using (Socket dead = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(EngineFolder.SocketOf(folder)));
        }

        Assert.Null(ControlClient.Ask(folder, ControlVerb.Status));
        using ControlServer next = new(folder, _ => new ControlReply());
        Assert.NotEqual(token, File.ReadAllText(EngineFolder.TokenOf(folder)), StringComparer.Ordinal);
    }
}
