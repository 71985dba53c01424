using System.Globalization;
using System.Text.RegularExpressions;
using FastArb.Tests.FrontDoor;
using Xunit;

namespace FastArb.Tests.House;

/// <summary>What README and docs say is tried out.</summary>
public sealed partial class Documents
{
    [Fact]
    public void Every_call_of_the_program_in_the_README_does_what_is_written_beside_it()
    {
        string[] calls =
        [
            .. Blocks("README.md", "sh").Where(line => line.StartsWith("fastarb ", StringComparison.Ordinal)),
        ];
        Assert.NotEmpty(calls);
        foreach (string call in calls)
        {
            string[] parts = call.Split('#', 2);
            Match promise = PromisedExit().Match(parts.Length > 1 ? parts[1] : string.Empty);
            int expected = promise.Success
                ? int.Parse(promise.Groups["code"].ValueSpan, CultureInfo.InvariantCulture)
                : 0;
            FinishedProcess program = FastArbProgram.Run(parts[0].Trim().Split(' ')[1..]);
            Assert.True(expected == program.ExitCode, $"{call}: {program.ExitCode} {program.Messages}");
        }
    }

    [Fact]
    public void What_the_README_tells_to_run_exists()
    {
        foreach (string line in Blocks("README.md", "sh"))
        {
            foreach (Match named in NamedPath().Matches(line))
            {
                string path = Repository.PathOf(named.Groups["path"].Value);
                Assert.True(File.Exists(path) || Directory.Exists(path), line);
            }
        }
    }

    [Fact]
    public void Exit_codes_in_the_README_are_the_program_s()
    {
        int[] documented =
        [
            .. Repository
                .Lines("README.md")
                .Select(line => ExitCodeRow().Match(line))
                .Where(row => row.Success)
                .Select(row => int.Parse(row.Groups["code"].ValueSpan, CultureInfo.InvariantCulture)),
        ];
        Assert.NotEmpty(documented);
        Offenders.None(documented.Where(code => !Enum.IsDefined((ExitCode)code)));
    }

    [Fact]
    public void Example_vectors_in_the_docs_are_true()
    {
        using ScratchFolder scratch = new();
        string[] lines = [.. Blocks("docs/vectors.md", "json")];

        // A swap is broken over some lines, to be read; in a file it is one.
        scratch.Write("swaps.jsonl", lines[0] + lines[1]);
        scratch.Write("functions.jsonl", lines[2..4]);
        scratch.Write("pools.jsonl", string.Concat(lines[4..]));
        FinishedProcess program = FastArbProgram.Run("verify", "vectors", scratch.FullPath);
        Assert.True(program.ExitCode == 0, program.Output + program.Messages);
        Assert.Equal(3, program.Output.Split("passed").Length - 1);
    }

    [Fact]
    public void Links_between_documents_lead_somewhere()
    {
        List<string> dead = [];
        foreach (
            string file in Repository.Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal))
        )
        {
            string folder = Path.GetDirectoryName(Repository.PathOf(file))!;
            foreach (Match link in RelativeLink().Matches(Repository.Text(file)))
            {
                string target = link.Groups["target"].Value;
                if (!Path.Exists(Path.Combine(folder, target)))
                {
                    dead.Add($"{file}: {target}");
                }
            }
        }

        Offenders.None(dead);
    }

    /// <summary>The lines of all fenced blocks in one language.</summary>
    private static IEnumerable<string> Blocks(string file, string language)
    {
        bool inside = false;
        foreach (string line in Repository.Lines(file))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inside = line == "```" + language;
            }
            else if (inside)
            {
                yield return line;
            }
        }
    }

    [GeneratedRegex(@"exits (?<code>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex PromisedExit();

    [GeneratedRegex(
        @"(--project (?<path>\S+))|(^(?<path>\.ci/run))",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex NamedPath();

    [GeneratedRegex(@"^\| (?<code>\d+) \|", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex ExitCodeRow();

    [GeneratedRegex(
        @"\]\((?<target>[^):#]+)\)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex RelativeLink();
}
