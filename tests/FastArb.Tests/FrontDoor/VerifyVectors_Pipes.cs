using System.Diagnostics;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Tests.FrontDoor;

/// <summary><c>fastarb verify vectors</c> on what is no ordinary file, and on files it cannot read.</summary>
public sealed class VerifyVectors_Pipes : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("v2-swaps.jsonl.gz")]
    [InlineData("v3-ticks.jsonl.gz")]
    public void Standard_input_is_read_plain_and_gzip(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /dev/stdin");
        string file = Repository.PathOf("tests/vectors/" + name);
        string command = $"dotnet {FastArbProgram.Assembly} verify vectors /dev/stdin";
        foreach (string source in (string[])["cat", "gzip -dc"])
        {
            FinishedProcess program = Shell($"{source} {file} | {command}");
            Assert.True(program.ExitCode == 0, program.Messages);
            Assert.Contains("passed", program.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("-INT")]
    [InlineData("-TERM")]
    public void An_interrupt_ends_a_read_that_nobody_answers(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a pipe with a name");
        string pipe = NewPipe("stalled.jsonl");
        using Process program = Start(pipe);

        using FileStream writer = OpenForWriting(pipe);
        FinishedProcess.Run("kill", [signal, $"{program.Id}"], _scratch.FullPath);
        Assert.True(program.WaitForExit(4_000), "it must end after two seconds");
        Assert.Equal((int)ExitCode.Interrupted, program.ExitCode);
        Assert.Equal("fastarb: interrupted", program.StandardError.ReadToEnd().TrimEnd());
    }

    [Fact]
    public void A_second_interrupt_ends_it_at_once()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a pipe with a name");
        string pipe = NewPipe("stalled.jsonl");
        using Process program = Start(pipe);
        using FileStream writer = OpenForWriting(pipe);
        FinishedProcess.Run("kill", ["-INT", $"{program.Id}"], _scratch.FullPath);
        Assert.False(program.WaitForExit(200), "the first signal lets it end by itself");
        FinishedProcess.Run("kill", ["-INT", $"{program.Id}"], _scratch.FullPath);
        Assert.True(program.WaitForExit(1_500), "the second signal does not wait");
        Assert.Equal((int)ExitCode.Interrupted, program.ExitCode);
    }

    [Fact]
    public void In_a_folder_a_pipe_is_skipped_without_waiting_for_a_writer()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a pipe with a name");
        NewPipe("pipe.jsonl");
        File.CreateSymbolicLink(Path.Combine(_scratch.FullPath, "device"), "/dev/zero");
        _scratch.Write("good.jsonl", ScratchFolder.VectorLines("v2-swaps.jsonl.gz")[..10]);
        FinishedProcess program = FastArbProgram.Run("verify", "vectors", _scratch.FullPath);
        Assert.True(program.ExitCode == 0, program.Messages);
        Assert.Matches(@"pipe\.jsonl .* skipped: it is a pipe", program.Output);
        Assert.Matches(@"device .* skipped: it is a device", program.Output);
        Assert.Matches(@"good\.jsonl .* passed", program.Output);
    }

    [Theory]
    [InlineData(false, (int)ExitCode.DataInvalid)]
    [InlineData(true, (int)ExitCode.VerificationMismatch)]
    public void A_file_that_cannot_be_read_does_not_end_the_run(bool mismatch, int expected)
    {
        string[] lines = ScratchFolder.VectorLines("v2-swaps.jsonl.gz")[..10];
        string from = mismatch ? "\"result\":\"" : "\"";
        string to = mismatch ? "\"result\":\"9" : "\"";
        _scratch.Write(
            "good.jsonl",
            [.. lines.Select(line => line.Replace(from, to, StringComparison.Ordinal))]
        );
        File.CreateSymbolicLink(Path.Combine(_scratch.FullPath, "absent.jsonl"), "/no/such/file");

        FinishedProcess program = FastArbProgram.Run("verify", "vectors", _scratch.FullPath, "--json");

        Assert.Equal(expected, program.ExitCode);
        Assert.Contains("\"outcome\": \"unreadable\"", program.Output, StringComparison.Ordinal);
        Assert.Contains("\"checked\": 10", program.Output, StringComparison.Ordinal);
        Assert.Single(program.Messages.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("-8388608")]
    public void A_spacing_below_one_is_answered_with_a_revert(string spacing)
    {
        string path = _scratch.Write(
            "spacing.jsonl",
            $$"""{"fn":"maxLiquidityPerTick","in":["{{spacing}}"],"ok":true,"out":["1"]}"""
        );
        FinishedProcess program = FastArbProgram.Run("verify", "vectors", path);
        Assert.Equal((int)ExitCode.VerificationMismatch, program.ExitCode);
        Assert.Contains("revert \"\"", program.Output, StringComparison.Ordinal);
    }

    private string NewPipe(string name)
    {
        string path = Path.Combine(_scratch.FullPath, name);
        Assert.Equal(0, FinishedProcess.Run("mkfifo", [path], _scratch.FullPath).ExitCode);
        return path;
    }

    /// <summary>Waits for a reader, which is there once the program handles signals.</summary>
    private static FileStream OpenForWriting(string pipe) =>
        new(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);

    private static FinishedProcess Shell(string command) =>
        FinishedProcess.Run("sh", ["-c", command], Repository.Root);

    private static Process Start(string path) =>
        Process.Start(
            new ProcessStartInfo("dotnet", [FastArbProgram.Assembly, "verify", "vectors", path])
            {
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            }
        )!;
}
