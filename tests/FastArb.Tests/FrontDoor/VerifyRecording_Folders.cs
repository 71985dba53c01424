using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FastArb.Tests.House;
using FastArb.Verify;
using Xunit;

namespace FastArb.Tests.FrontDoor;

/// <summary><c>fastarb verify recording</c>: what it proves, what it refuses, and that it can fail.</summary>
public sealed class VerifyRecording_Folders : IDisposable
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private static readonly Lazy<string> s_genesis = new(() =>
        File.ReadAllText(Recording("genesis-reorg.json"))
    );

    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Every_pool_is_as_the_chain_had_it_after_every_block_of_all_recordings()
    {
        FinishedProcess program = FastArbProgram.Run("verify", "recording", "tests/recordings", "--json");
        Assert.True(program.ExitCode == 0, program.Output + program.Messages);
        using JsonDocument report = JsonDocument.Parse(program.Output);
        JsonElement root = report.RootElement;
        Assert.Equal("fastarb.verify-recording/1", root.GetProperty("schema").GetString());
        Assert.Equal(
            [
                ("frames-reorg-geth.jsonl.gz", 80, 5),
                ("frames-reorg.jsonl.gz", 80, 5),
                ("frames.jsonl.gz", 601, 0),
            ],
            root.GetProperty("recordings")
                .EnumerateArray()
                .Select(recording =>
                    (
                        recording.GetProperty("recording").GetString()!,
                        recording.GetProperty("blocks").GetInt32(),
                        recording.GetProperty("reorgs").GetInt32()
                    )
                )
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("-reorg")]
    [InlineData("-reorg-geth")]
    public void A_recording_alone_works_too(string name)
    {
        Copy(name);
        RecordingFileReport report = Verify();
        Assert.Equal((VectorOutcome.Passed, 30), (report.Outcome, report.Pools));
        Assert.True(report.States >= 30 * 80);
    }

    [Theory]
    [InlineData("\"state\":[[\"", "\"state\":[[\"1", "reserves ")]
    [InlineData("\"ticks\":{}", "\"ticks\":{\"2\":[]}", " ticks are not 0")]
    public void A_truth_that_was_changed_is_found_where_it_was(string from, string to, string what)
    {
        Copy("-reorg");
        string[] lines = Lines("truth-reorg");
        int changed = Array.FindIndex(lines, 30, line => line.Contains(from, StringComparison.Ordinal));
        lines[changed] = lines[changed].Replace(from, to, StringComparison.Ordinal);
        Replace("truth-reorg", lines);

        RecordingDifference difference = MustDiffer();

        Assert.Equal(changed + 1, difference.TruthLine);
        Assert.NotNull(difference.Pool);
        Assert.Contains(what, difference.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0x1c411e9a96e071241c2f21f7726b17ae89e3cab4c78be50e062b03a9fffbbad1")]
    [InlineData("0xc42079f94a6350d7e6235f29174924f928cc2ac818eb64fed8004e115fbcca67")]
    [InlineData("0x7a53080ba414158be7ec69b987b5fb7d07dee101fe85488f0853ae16239d0bde")]
    [InlineData("0x0c396cd989a39f4459b5fa1aed6a9a8dcdbc45908acfd67e028cd568da98982c")]
    public void A_message_that_is_left_out_is_noticed(string topic)
    {
        Copy("-reorg");
        string[] lines = Lines("frames-reorg");
        // The last of its pool in the block: what comes after another Sync or Swap is forgotten.
        int left = Array.FindIndex(lines, 700, line => IsPoolLog(line, topic) && IsLast(line, lines));
        Replace("frames-reorg", [.. lines[..left], .. lines[(left + 1)..]]);
        RecordingFileReport report = Verify();
        Assert.True(report.Outcome is VectorOutcome.Failed or VectorOutcome.Damaged);
        Assert.True(report.Blocks < 80);
    }

    [Fact]
    public void A_state_at_the_start_that_is_not_the_chain_s_is_found_after_the_first_block()
    {
        Copy("-reorg");
        string genesis = File.ReadAllText(Recording("genesis-reorg.json"));
        _scratch.Write(
            "genesis-reorg.json",
            Encoding.UTF8.GetBytes(
                Regex.Replace(genesis, "(?<=\"reserve0\": ?\")", "1", RegexOptions.None, s_second)
            )
        );
        RecordingDifference difference = MustDiffer();
        Assert.Equal(1, difference.TruthLine);
        Assert.Contains("reserves", difference.What, StringComparison.Ordinal);
    }

    [Fact]
    public void The_program_prints_the_first_difference_and_exits_7()
    {
        Copy("-reorg");
        string[] lines = Lines("truth-reorg");
        lines[9] = lines[9].Replace("\"state\":[[\"", "\"state\":[[\"1", StringComparison.Ordinal);
        Replace("truth-reorg", lines);
        FinishedProcess program = FastArbProgram.Run("verify", "recording", _scratch.FullPath);
        Assert.Equal((int)ExitCode.VerificationMismatch, program.ExitCode);
        Assert.Contains("line 10", program.Output, StringComparison.Ordinal);
        Assert.Contains("reserves ", program.Output, StringComparison.Ordinal);
        Assert.Single(program.Messages.TrimEnd().Split('\n'));
    }

    [Fact]
    public void What_was_cut_short_is_damaged()
    {
        Copy("-reorg");
        byte[] truth = File.ReadAllBytes(Recording("truth-reorg.jsonl.gz"));
        _scratch.Write("truth-reorg.jsonl.gz", truth[..^1000]);
        // The test host reads a cut file to where it was cut; the program does not.
        FinishedProcess program = FastArbProgram.Run("verify", "recording", _scratch.FullPath);
        Assert.Equal((int)ExitCode.DataInvalid, program.ExitCode);

        Copy("-reorg");
        string[] lines = Lines("frames-reorg");
        Replace("frames-reorg", lines[..(lines.Length / 2)]);
        MustBeDamaged("is never complete");
    }

    [Theory]
    [InlineData("\"kind\"", "\"sort\"", "no member 'kind'")]
    [InlineData("0x3ac27b61", "0x3ac27b62", "is not where its factory would have put it")]
    [InlineData("\"tickSpacing\"", "\"spacing\"", "no member 'tickSpacing'")]
    [InlineData("\"chainId\":", "\"chainId\"", "genesis.json: ")]
    [InlineData("\"decimals\": ", "\"decimals\": 99999999999", "'decimals' is out of its type's range")]
    [InlineData("\"tick\": ", "\"tick\": 99999999999, \"was\": ", "'tick' is no tick")]
    public void A_start_that_makes_no_sense_is_damaged(string from, string to, string what)
    {
        Copy(string.Empty);
        string genesis = File.ReadAllText(Recording("genesis.json"));
        _scratch.Write(
            "genesis.json",
            Encoding.UTF8.GetBytes(genesis.Replace(from, to, StringComparison.Ordinal))
        );
        MustBeDamaged(what);
    }

    [Theory]
    [InlineData("\"type\":\"block\"", "\"type\":\"bloc\"", "line 4: 'type' is neither block nor reorg")]
    [InlineData("\"parent\":\"0x", "\"parent\":\"0xf", "line 4: 'parent' is no hash")]
    [InlineData("\"block\":", "\"block\":1", "line 4: its number is not its parent's and one")]
    [InlineData("{", "[", "line 4: is not JSON")]
    [InlineData("\"ticks\":{", "\"ticks\":[], \"were\":{", "line 4: 'ticks' is no object")]
    public void A_truth_that_makes_no_sense_is_damaged(string from, string to, string what)
    {
        Copy("-reorg");
        string[] lines = Lines("truth-reorg");
        lines[3] = ReplaceFirst(lines[3], from, to);
        Replace("truth-reorg", lines);
        MustBeDamaged(what);
    }

    [Theory]
    [InlineData("truth-reorg.jsonl.gz")]
    [InlineData("genesis-reorg.json")]
    [InlineData("frames-reorg.jsonl.gz")]
    public void What_is_missing_is_named(string file)
    {
        Copy("-reorg");
        File.Delete(Path.Combine(_scratch.FullPath, file));
        CommandFailure failure = Assert.Throws<CommandFailure>(() => RecordingFiles.Find(_scratch.FullPath));
        Assert.Equal(ExitCode.UsageOrNotFound, failure.ExitCode);
        Assert.Contains(file[..6], failure.Message, StringComparison.Ordinal);
    }

    private RecordingFileReport Verify() =>
        RecordingProof.Verify(Assert.Single(RecordingFiles.Find(_scratch.FullPath)), _ => { });

    private RecordingDifference MustDiffer()
    {
        RecordingFileReport report = Verify();
        Assert.Equal(VectorOutcome.Failed, report.Outcome);
        return report.FirstDifference!;
    }

    private void MustBeDamaged(string what)
    {
        RecordingFileReport report = Verify();
        Assert.Equal(VectorOutcome.Damaged, report.Outcome);
        Assert.Contains(what, report.Reason, StringComparison.Ordinal);
    }

    private void Copy(string name)
    {
        string start = name.StartsWith("-reorg", StringComparison.Ordinal) ? "-reorg" : string.Empty;
        string[] files = [$"frames{name}.jsonl.gz", $"truth{name}.jsonl.gz", $"genesis{start}.json"];
        foreach (string file in files)
        {
            File.Copy(Recording(file), Path.Combine(_scratch.FullPath, file), overwrite: true);
        }
    }

    private void Replace(string name, string[] lines)
    {
        File.Delete(Path.Combine(_scratch.FullPath, name + ".jsonl.gz"));
        _scratch.Write(name + ".jsonl", lines);
    }

    private static string[] Lines(string name)
    {
        using FileStream packed = File.OpenRead(Recording(name + ".jsonl.gz"));
        using StreamReader reader = new(new GZipStream(packed, CompressionMode.Decompress));
        return reader.ReadToEnd().TrimEnd('\n').Split('\n');
    }

    private static bool IsLast(string line, string[] lines)
    {
        JsonElement log = Log(line);
        return !lines.Any(other =>
            Log(other) is { ValueKind: JsonValueKind.Object } later
            && Same(log, later, "address")
            && Same(log, later, "blockHash")
            && log.GetProperty("topics")[0].GetString() == later.GetProperty("topics")[0].GetString()
            && Convert.ToInt32(later.GetProperty("logIndex").GetString(), 16)
                > Convert.ToInt32(log.GetProperty("logIndex").GetString(), 16)
        );
    }

    private static bool Same(JsonElement one, JsonElement other, string name) =>
        one.GetProperty(name).GetString() == other.GetProperty(name).GetString();

    // Of a pool; else nothing.
    private static JsonElement Log(string line)
    {
        using JsonDocument frame = JsonDocument.Parse(line);
        return
            frame.RootElement.TryGetProperty("params", out JsonElement parameters)
            && parameters.GetProperty("result").TryGetProperty("topics", out JsonElement topics)
            && topics.GetArrayLength() > 0
            && s_genesis.Value.Contains(
                parameters.GetProperty("result").GetProperty("address").GetString()!,
                StringComparison.Ordinal
            )
            ? parameters.GetProperty("result").Clone()
            : default;
    }

    private static bool IsPoolLog(string line, string topic) =>
        line.Contains(topic, StringComparison.Ordinal)
        && Log(line) is { ValueKind: JsonValueKind.Object } log
        && log.GetProperty("topics")[0].GetString() == topic;

    private static string ReplaceFirst(string text, string from, string to)
    {
        int at = text.IndexOf(from, StringComparison.Ordinal);
        return string.Create(CultureInfo.InvariantCulture, $"{text[..at]}{to}{text[(at + from.Length)..]}");
    }

    private static string Recording(string file) => Repository.PathOf("tests/recordings/" + file);
}
