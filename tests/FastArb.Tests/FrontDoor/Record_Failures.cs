using FastArb.Tests.House;
using Xunit;

namespace FastArb.Tests.FrontDoor;

/// <summary>
/// <c>fastarb record</c> where nothing can be recorded: one sentence, an exit code, and nothing left behind.
/// </summary>
public sealed class Record_Failures
{
    // Nobody listens there: the port is reserved.
    private const string Nobody = "ws://127.0.0.1:1";

    [Fact]
    [Trait("row", "41")]
    public void A_node_that_cannot_be_reached_leaves_no_folder()
    {
        using ScratchFolder scratch = new();
        string run = Path.Combine(scratch.FullPath, "run");
        MustFail(ExitCode.TimeoutOrUnreachable, "127.0.0.1:1", "--rpc", Nobody, "--out", run);
        Assert.False(Directory.Exists(run));
    }

    [Fact]
    [Trait("row", "41")]
    public void What_was_in_the_folder_before_stays_there()
    {
        using ScratchFolder scratch = new();
        string mine = scratch.Write("mine.txt", "precious");
        MustFail(ExitCode.TimeoutOrUnreachable, "127.0.0.1:1", "--rpc", Nobody, "--out", scratch.FullPath);
        Assert.Equal([mine], Directory.GetFileSystemEntries(scratch.FullPath));
        Assert.Equal("precious\n", File.ReadAllText(mine));
    }

    [Fact]
    [Trait("row", "41")]
    public void A_run_that_is_there_is_never_written_over()
    {
        using MadeRun run = new();
        byte[] input = File.ReadAllBytes(run.InputFile);
        MustFail(ExitCode.UsageOrNotFound, "holds a recording already", "--rpc", Nobody, "--out", run.Folder);
        Assert.Equal(input, File.ReadAllBytes(run.InputFile));
        run.MustReplay();
    }

    [Fact]
    [Trait("row", "38")]
    public void Plain_text_to_another_machine_needs_a_flag()
    {
        using ScratchFolder scratch = new();
        string run = Path.Combine(scratch.FullPath, "run");
        MustFail(ExitCode.Configuration, "--allow-plain-text", "--rpc", "ws://node.invalid", "--out", run);
        Assert.False(Directory.Exists(run));
    }

    [Fact]
    [Trait("row", "41")]
    public void Nor_are_questions_asked_in_plain_text_without_it()
    {
        using ScratchFolder scratch = new();
        string run = Path.Combine(scratch.FullPath, "run");
        string[] nodes = ["--rpc", Nobody, "--rpc", "http://node.invalid"];
        MustFail(ExitCode.Configuration, "node.invalid is another machine", [.. nodes, "--out", run]);
        Assert.False(Directory.Exists(run));
    }

    [Fact]
    [Trait("row", "41")]
    public void A_folder_that_cannot_be_made_is_said()
    {
        using ScratchFolder scratch = new();
        string file = scratch.Write("file", "no folder");
        MustFail(
            ExitCode.UsageOrNotFound,
            $"cannot record into {file}/run: ",
            "--rpc",
            Nobody,
            "--out",
            file + "/run"
        );
        MustFail(ExitCode.UsageOrNotFound, $"cannot record into {file}: ", "--rpc", Nobody, "--out", file);
        MustFail(ExitCode.UsageOrNotFound, "cannot record into : ", "--rpc", Nobody, "--out", "");
        if (OperatingSystem.IsLinux())
        {
            // Not even root makes folders there.
            const string Where = "/proc/fastarb-run";
            MustFail(
                ExitCode.UsageOrNotFound,
                $"cannot record into {Where}: ",
                "--rpc",
                Nobody,
                "--out",
                Where
            );
        }
    }

    [Theory]
    [Trait("row", "41")]
    [InlineData("an http URL", "--rpc", "https://127.0.0.1:1")]
    [InlineData("is not a URL", "--rpc", "127.0.0.1")]
    [InlineData("--for soon is not a time", "--rpc", Nobody, "--for", "soon")]
    [InlineData("--address 0x12 is not an address", "--rpc", Nobody, "--address", "0x12")]
    [InlineData("--topic Swap is not a topic", "--rpc", Nobody, "--topic", "Swap")]
    public void What_makes_no_sense_is_refused_before_anything_is_made(string words, params string[] options)
    {
        using ScratchFolder scratch = new();
        string run = Path.Combine(scratch.FullPath, "run");
        MustFail(ExitCode.UsageOrNotFound, words, ["--out", run, .. options]);
        Assert.False(Directory.Exists(run));
    }

    private static void MustFail(ExitCode code, string words, params string[] options)
    {
        FinishedProcess program = FastArbProgram.Run(["record", .. options]);
        Assert.True((int)code == program.ExitCode, $"{program.ExitCode}: {program.Messages}");
        Assert.Empty(program.Output);
        Assert.Contains(words, program.Messages, StringComparison.Ordinal);
        Assert.StartsWith("fastarb: ", program.Messages, StringComparison.Ordinal);
        Assert.Single(program.Messages.TrimEnd().Split('\n'));
    }
}
