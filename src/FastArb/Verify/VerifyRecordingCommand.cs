using System.Globalization;

namespace FastArb.Verify;

/// <summary><c>fastarb verify recording FOLDER</c>.</summary>
internal sealed class VerifyRecordingCommand
{
    private readonly Terminal _terminal;
    private readonly CancellationToken _cancellation;

    public VerifyRecordingCommand(Terminal terminal, CancellationToken cancellation)
    {
        _terminal = terminal;
        _cancellation = cancellation;
    }

    public ExitCode Run(string path, bool json)
    {
        RecordingReport report = Verify(path);
        if (json)
        {
            JsonOutput.Write(_terminal, RecordingReport.Schema, report);
        }
        else
        {
            Write(report);
        }

        return Conclude(report);
    }

    private RecordingReport Verify(string path)
    {
        using ProgressLine progress = new(_terminal);
        List<RecordingFileReport> recordings = [];
        foreach (RecordingFiles files in RecordingFiles.Find(path))
        {
            _cancellation.ThrowIfCancellationRequested();
            recordings.Add(
                RecordingProof.Verify(
                    files,
                    done =>
                    {
                        _cancellation.ThrowIfCancellationRequested();
                        progress.Show($"{files.Name}: {Count(done)} messages");
                    }
                )
            );
        }

        return new RecordingReport(path, recordings);
    }

    private void Write(RecordingReport report)
    {
        TextTable table = new(
            "recording",
            ">pools",
            ">blocks",
            ">reorgs",
            ">logs",
            ">states",
            ">ticks",
            "result"
        );
        foreach (RecordingFileReport file in report.Recordings)
        {
            string outcome = file.Outcome.ToString().ToLowerInvariant();
            table.Add(
                file.Recording,
                Count(file.Pools),
                Count(file.Blocks),
                Count(file.Reorgs),
                Count(file.Logs),
                Count(file.States),
                Count(file.Ticks),
                file.Reason is null ? outcome : $"{outcome}: {file.Reason}"
            );
        }

        table.Write(
            _terminal.Output,
            paintLastCell: outcome => outcome == "passed" ? _terminal.Good(outcome) : _terminal.Bad(outcome)
        );
        foreach (RecordingFileReport file in report.Recordings)
        {
            if (file.FirstDifference is RecordingDifference difference)
            {
                WriteDifference(file.Recording, difference);
            }
        }
    }

    private void WriteDifference(string recording, RecordingDifference difference)
    {
        string block = difference.Block.ToString(CultureInfo.InvariantCulture);
        _terminal.Output.WriteLine();
        _terminal.Output.WriteLine($"{recording}: after block {block}");
        TextTable details = new(string.Empty, string.Empty);
        details.Add("hash", difference.Hash);
        if (difference.TruthLine > 0)
        {
            details.Add("truth", $"line {difference.TruthLine.ToString(CultureInfo.InvariantCulture)}");
        }

        if (difference.Pool is not null)
        {
            details.Add("pool", difference.Pool);
        }

        details.Add("difference", difference.What);
        details.Write(_terminal.Output, "  ");
    }

    /// <summary>A wrong state weighs more than a damaged file.</summary>
    private static ExitCode Conclude(RecordingReport report)
    {
        foreach (RecordingFileReport file in report.Recordings)
        {
            if (file.FirstDifference is RecordingDifference difference)
            {
                string block = difference.Block.ToString(CultureInfo.InvariantCulture);
                throw new CommandFailure(
                    ExitCode.VerificationMismatch,
                    $"{file.Recording}: after block {block} the market is not what the truth says"
                        + " (report the lines above)"
                );
            }
        }

        RecordingFileReport? spoilt = report.Recordings.FirstOrDefault(file =>
            file.Outcome is VectorOutcome.Damaged or VectorOutcome.Unreadable
        );
        return spoilt is null
            ? ExitCode.Ok
            : throw new CommandFailure(
                ExitCode.DataInvalid,
                $"{spoilt.Recording}: {spoilt.Reason} (fetch the recording again)"
            );
    }

    private static string Count(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
