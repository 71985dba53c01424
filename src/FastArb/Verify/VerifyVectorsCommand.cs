using System.Globalization;

namespace FastArb.Verify;

/// <summary><c>fastarb verify vectors PATH</c>.</summary>
internal sealed class VerifyVectorsCommand
{
    private readonly Terminal _terminal;
    private readonly MathCoreChoice _mathCore;
    private readonly CancellationToken _cancellation;

    public VerifyVectorsCommand(Terminal terminal, CancellationToken cancellation)
    {
        _terminal = terminal;
        _mathCore = MathCoreChoice.Current;
        _cancellation = cancellation;
    }

    private string[] MathCores =>
        [.. ((string[])["managed", _mathCore.Name]).Distinct(StringComparer.Ordinal)];

    public ExitCode Run(string path, bool json)
    {
        VectorReport report = Verify(path);
        if (json)
        {
            JsonOutput.Write(_terminal, VectorReport.Schema, report);
        }
        else
        {
            WriteTables(report);
        }

        return Conclude(report);
    }

    private VectorReport Verify(string path)
    {
        try
        {
            using ProgressLine progress = new(_terminal);
            if (File.Exists(path))
            {
                return new VectorReport(
                    path,
                    MathCores,
                    [VerifyFile(path, Path.GetFileName(path), named: true, progress)]
                );
            }

            if (!Directory.Exists(path))
            {
                throw new CommandFailure(
                    ExitCode.UsageOrNotFound,
                    $"no such file or folder: {path} (name a vector file or a folder of them)"
                );
            }

            List<VectorFileReport> files = [];
            foreach (string file in Directory.EnumerateFiles(path).Order(StringComparer.Ordinal))
            {
                _cancellation.ThrowIfCancellationRequested();
                files.Add(VerifyFile(file, Path.GetFileName(file), named: false, progress));
            }

            return new VectorReport(path, MathCores, files);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(
                ExitCode.Failure,
                $"cannot read {path}: {unreadable.Message} (check its permissions and the disk)",
                unreadable
            );
        }
    }

    private VectorFileReport VerifyFile(string path, string shownAs, bool named, ProgressLine progress)
    {
        // Who names a pipe wants it read; in a folder it may be one that nobody writes to.
        if (!named && FileNature.OtherThanFile(path) is string nature)
        {
            return new VectorFileReport(shownAs, VectorOutcome.Skipped) { Reason = $"it is {nature}" };
        }

        VectorFile file = new(
            path,
            shownAs,
            named,
            _mathCore.Batches,
            done =>
            {
                _cancellation.ThrowIfCancellationRequested();
                progress.Show($"{shownAs}: {Count(done)} cases");
            }
        );
        return file.Verify();
    }

    private void WriteTables(VectorReport report)
    {
        _terminal.Output.WriteLine($"math core: {string.Join(" and ", report.MathCores)}");
        _terminal.Output.WriteLine();
        TextTable table = new("file", "kind", ">checked", ">failed", "result");
        foreach (VectorFileReport file in report.Files)
        {
            string outcome = file.Outcome.ToString().ToLowerInvariant();
            table.Add(
                file.File,
                file.Kind ?? "-",
                Count(file.Checked),
                Count(file.Failed),
                file.Reason is null ? outcome : $"{outcome}: {file.Reason}"
            );
        }

        table.Write(_terminal.Output, paintLastCell: Paint);
        foreach (VectorFileReport file in report.Files)
        {
            if (file.FirstDifference is VectorDifference difference)
            {
                _terminal.Output.WriteLine();
                _terminal.Output.WriteLine($"{file.File} line {file.FirstFailedLine}: {difference.Function}");
                TextTable details = new(string.Empty, string.Empty);
                details.Add("inputs", difference.Inputs);
                details.Add("expected", difference.Expected);
                details.Add("got", difference.Got);
                details.Write(_terminal.Output, "  ");
            }
        }
    }

    private string Paint(string outcome) =>
        outcome switch
        {
            "passed" => _terminal.Good(outcome),
            "failed" => _terminal.Bad(outcome),
            _ when outcome.StartsWith("skipped", StringComparison.Ordinal) => outcome,
            _ => _terminal.Bad(outcome),
        };

    /// <summary>
    /// The exit code, and one line about what is wrong. A wrong answer weighs more than a damaged file,
    /// unless it comes from one; to have checked nothing is no success.
    /// </summary>
    private static ExitCode Conclude(VectorReport report)
    {
        if (
            report.Files.FirstOrDefault(file => file.Outcome == VectorOutcome.Failed)
            is VectorFileReport failed
        )
        {
            throw new CommandFailure(
                ExitCode.VerificationMismatch,
                $"{Count(report.Failed)} of {Count(report.Checked)} cases differ from the reference,"
                    + $" the first in {failed.File} line {failed.FirstFailedLine} (report the lines above)"
            );
        }

        VectorFileReport? spoilt = report.Files.FirstOrDefault(file =>
            file.Outcome is VectorOutcome.Damaged or VectorOutcome.Unreadable
        );
        if (spoilt is not null)
        {
            throw new CommandFailure(
                ExitCode.DataInvalid,
                spoilt.Outcome == VectorOutcome.Damaged
                    ? $"{spoilt.File}: {spoilt.Reason} (fetch the file again)"
                    : $"cannot read {spoilt.File}: {spoilt.Reason} (check its permissions and the disk)"
            );
        }

        if (report.Checked == 0)
        {
            throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                $"nothing in {report.Path} that this version checks (try tests/vectors of the source tree)"
            );
        }

        return ExitCode.Ok;
    }

    private static string Count(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
