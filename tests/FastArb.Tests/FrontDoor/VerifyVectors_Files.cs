using System.Diagnostics;
using System.Text.Json;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Tests.FrontDoor;

/// <summary><c>fastarb verify vectors</c>: what it accepts, what it refuses, and that it can fail.</summary>
public sealed class VerifyVectors_Files : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Every_reference_vector_of_this_version_passes()
    {
        FinishedProcess program = FastArbProgram.Run("verify", "vectors", "tests/vectors", "--json");
        Assert.Equal(0, program.ExitCode);
        using JsonDocument report = JsonDocument.Parse(program.Output);
        Assert.Equal("fastarb.verify-vectors/1", report.RootElement.GetProperty("schema").GetString());
        Assert.Equal(
            2_600 + 13_785 + 14_656 + 9_234 + 184,
            report.RootElement.GetProperty("checked").GetInt64()
        );
        Assert.Equal(0, report.RootElement.GetProperty("failed").GetInt64());
    }

    [Theory]
    [InlineData("v2-swaps.jsonl.gz", "\"result\":\"", "\"result\":\"9")]
    [InlineData("v2-swaps.jsonl.gz", "UniswapV2: K", "UniswapV2: KK")]
    [InlineData("v3-math.jsonl.gz", "\"out\":[\"", "\"out\":[\"7")]
    [InlineData("v3-math.jsonl.gz", "\"error\":\"\"", "\"error\":\"LS\"")]
    [InlineData("v3-ticks.jsonl.gz", "\"out\":[\"", "\"out\":[\"3")]
    [InlineData("v3-swaps.jsonl.gz", "\"amount1\":\"-", "\"amount1\":\"-2")]
    [InlineData("v3-swaps.jsonl.gz", "\"liquidity\":\"", "\"liquidity\":\"1")]
    [InlineData("v3-swaps.jsonl.gz", "\"error\":\"SPL\"", "\"error\":\"AS\"")]
    [InlineData("arb.jsonl.gz", "\"amountOut\":\"", "\"amountOut\":\"1")]
    [InlineData("arb.jsonl.gz", "\"profitable\":false", "\"profitable\":true")]
    [InlineData("arb.jsonl.gz", "\"liquidity\":\"", "\"liquidity\":\"1")]
    public void A_corrupted_copy_is_found_and_its_first_difference_printed(
        string file,
        string from,
        string to
    )
    {
        string[] lines = ScratchFolder.VectorLines(file);
        int changed = Array.FindIndex(lines, 5, line => line.Contains(from, StringComparison.Ordinal));
        lines[changed] = lines[changed].Replace(from, to, StringComparison.Ordinal);
        string path = _scratch.Write("changed.jsonl", lines);

        FinishedProcess program = FastArbProgram.Run("verify", "vectors", path);

        Assert.Equal((int)ExitCode.VerificationMismatch, program.ExitCode);
        Assert.Contains($"changed.jsonl line {changed + 1}: ", program.Output, StringComparison.Ordinal);
        Assert.Contains("inputs", program.Output, StringComparison.Ordinal);
        Assert.Contains("expected", program.Output, StringComparison.Ordinal);
        Assert.Contains("got", program.Output, StringComparison.Ordinal);
        Assert.Contains("1 of ", program.Messages, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(100_000)]
    public void A_gzip_file_that_was_cut_short_is_damaged(int missingBytes)
    {
        byte[] whole = ScratchFolder.Vectors("v2-swaps.jsonl.gz");
        AssertDamaged(_scratch.Write("cut.jsonl.gz", whole[..^missingBytes]), "cut.jsonl.gz");
    }

    [Fact]
    public void A_gzip_file_with_a_flipped_bit_is_damaged()
    {
        byte[] bytes = ScratchFolder.Vectors("v2-swaps.jsonl.gz");
        bytes[bytes.Length / 2] ^= 0x10;
        AssertDamaged(_scratch.Write("flipped.jsonl.gz", bytes), "flipped.jsonl.gz");
    }

    [Theory]
    [InlineData("line 2 is not JSON", "{\"op\":")]
    [InlineData("line 2 is not JSON", "")]
    [InlineData("line 2 is JSON, but not an object", "[1]")]
    [InlineData("line 2: no member 'op'", "{\"fn\":\"mulDiv\"}")]
    [InlineData("line 2: 'op' is 'getAmount'", "{\"op\":\"getAmount\"}")]
    [InlineData("line 2 is not JSON", "{\"op\":\"getAmountOut\",\"op\":\"getAmountIn\"}")]
    public void A_line_that_is_no_case_is_named(string expected, string line)
    {
        string first = ScratchFolder.VectorLines("v2-swaps.jsonl.gz")[0];
        AssertDamaged(_scratch.Write("odd.jsonl", first, line, first), expected);
    }

    [Fact]
    public void A_line_without_end_is_refused_in_bounded_memory()
    {
        AssertDamaged(_scratch.Write("endless.jsonl", new string('[', 3_000_000)), "line 1 is longer than");
    }

    [Fact]
    public void Numbers_out_of_their_type_are_refused()
    {
        string first = ScratchFolder.VectorLines("v2-swaps.jsonl.gz")[0];
        string tooLarge = first.Replace(
            "\"amount\":\"1\"",
            $"\"amount\":\"{System.Numerics.BigInteger.One << 256}\"",
            StringComparison.Ordinal
        );
        AssertDamaged(_scratch.Write("large.jsonl", tooLarge), "amount does not fit 256 bits");
    }

    [Fact]
    public void In_a_folder_what_is_no_vector_file_is_skipped_with_a_reason()
    {
        _scratch.Write("good.jsonl", ScratchFolder.VectorLines("v2-swaps.jsonl.gz")[..10]);
        _scratch.Write("notes.md", "# notes");
        _scratch.Write("later.jsonl", "{\"kind\":\"of a later version\"}");
        FinishedProcess program = FastArbProgram.Run("verify", "vectors", _scratch.FullPath);
        Assert.Equal(0, program.ExitCode);
        Assert.Matches(@"good\.jsonl +v2-swaps +10 +0 +passed", program.Output);
        Assert.Contains("skipped: its first line is not JSON", program.Output, StringComparison.Ordinal);
        Assert.Contains(
            "skipped: not checked by this version (members kind",
            program.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void To_have_checked_nothing_is_no_success()
    {
        _scratch.Write("notes.md", "# notes");
        FinishedProcess program = FastArbProgram.Run("verify", "vectors", _scratch.FullPath);
        Assert.Equal((int)ExitCode.UsageOrNotFound, program.ExitCode);
        Assert.Contains("nothing in", program.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_path_exits_2_and_v_shows_the_stack_trace()
    {
        FinishedProcess program = FastArbProgram.Run("verify", "vectors", "no/such/path");
        Assert.Equal((int)ExitCode.UsageOrNotFound, program.ExitCode);
        Assert.Equal(
            "fastarb: no such file or folder: no/such/path (name a vector file or a folder of them)",
            program.Messages.TrimEnd()
        );

        FinishedProcess verbose = FastArbProgram.Run("verify", "vectors", "no/such/path", "-v");
        Assert.Equal((int)ExitCode.UsageOrNotFound, verbose.ExitCode);
        Assert.Contains("   at FastArb.", verbose.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupt_stops_it_with_130()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "sends a signal with kill");
        string first = ScratchFolder.VectorLines("v2-swaps.jsonl.gz")[3];
        string path = _scratch.Write("long.jsonl", [.. Enumerable.Repeat(first, 400_000)]);
        using Process program = Process.Start(
            new ProcessStartInfo("dotnet", [FastArbProgram.Assembly, "verify", "vectors", path])
            {
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            }
        )!;
        while (!HasOpen(program.Id, path))
        {
            Assert.False(program.WaitForExit(20), "too quick to be interrupted");
        }

        FinishedProcess.Run("kill", ["-INT", $"{program.Id}"], _scratch.FullPath);
        Assert.True(program.WaitForExit(2_000), "it must stop within two seconds");
        Assert.Equal((int)ExitCode.Interrupted, program.ExitCode);
        Assert.Equal("fastarb: interrupted", program.StandardError.ReadToEnd().TrimEnd());
    }

    /// <summary>
    /// The signal handler is in place before the file is opened, so an open file says that it is.
    /// </summary>
    private static bool HasOpen(int processId, string path) =>
        Directory
            .EnumerateFiles($"/proc/{processId}/fd")
            .Any(handle => new FileInfo(handle).LinkTarget == path);

    private static void AssertDamaged(string path, string expected)
    {
        FinishedProcess program = FastArbProgram.Run("verify", "vectors", path);
        Assert.Equal((int)ExitCode.DataInvalid, program.ExitCode);
        Assert.Contains(expected, program.Messages, StringComparison.Ordinal);
        Assert.Single(program.Messages.TrimEnd().Split('\n'));
        Assert.DoesNotContain("   at ", program.Messages, StringComparison.Ordinal);
    }
}
