using System.IO.Compression;
using System.Text.Json;
using FastArb.EvmMath;

namespace FastArb.Verify;

/// <summary>
/// One pass over a file of vectors, line by line in bounded memory; its content says what it is.
/// </summary>
internal sealed class VectorFile
{
    private const int LinesPerLook = 512;

    private static ReadOnlySpan<byte> GzipMark => [0x1F, 0x8B];

    private readonly string _path;
    private readonly string _shownAs;
    private readonly bool _mustBeVectors;
    private readonly BatchMath _batches;
    private readonly Action<long> _look;

    private VectorKind? _kind;
    private long _checked;
    private long _failed;
    private long? _firstFailedLine;
    private VectorDifference? _firstDifference;

    /// <summary>A file to verify once.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="shownAs">How reports name it.</param>
    /// <param name="named">The user named this very file, rather than a folder with all sorts of
    /// things.</param>
    /// <param name="batches">Proved too, beside the arithmetic of one case at a time.</param>
    /// <param name="look">Called now and then with the number of cases done; may throw to stop.</param>
    public VectorFile(string path, string shownAs, bool named, BatchMath batches, Action<long> look)
    {
        _path = path;
        _shownAs = shownAs;
        _mustBeVectors =
            named
            || shownAs.EndsWith(".jsonl", StringComparison.Ordinal)
            || shownAs.EndsWith(".jsonl.gz", StringComparison.Ordinal);
        _batches = batches;
        _look = look;
    }

    /// <summary>Whatever is wrong with the file is in its report: other files are still to come.</summary>
    public VectorFileReport Verify()
    {
        try
        {
            using PeekedStream file = new(File.OpenRead(_path), GzipMark.Length);
            bool gzip = file.Head.SequenceEqual(GzipMark);
            using Stream content = gzip ? new GZipStream(file, CompressionMode.Decompress) : file;
            return Verify(new LineReader(content));
        }
        catch (InvalidDataException damage)
        {
            return Report(VectorOutcome.Damaged, damage.Message);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return Report(VectorOutcome.Unreadable, unreadable.Message);
        }
    }

    private VectorFileReport Verify(LineReader lines)
    {
        while (lines.TryRead(out ReadOnlyMemory<byte> line))
        {
            using JsonDocument? document = Parse(line, lines.LineNumber);
            if (document is null)
            {
                return Report(VectorOutcome.Skipped, "its first line is not JSON");
            }

            _kind ??= VectorKind.All.FirstOrDefault(kind => kind.Recognises(document.RootElement));
            if (_kind is null)
            {
                return Report(VectorOutcome.Skipped, NotChecked(document.RootElement));
            }

            Check(_kind, document.RootElement, lines.LineNumber);
        }

        return _checked == 0
                ? Report(_mustBeVectors ? VectorOutcome.Damaged : VectorOutcome.Skipped, "it is empty")
            : _failed == 0 ? Report(VectorOutcome.Passed)
            : Report(VectorOutcome.Failed);
    }

    private void Check(VectorKind kind, JsonElement line, long lineNumber)
    {
        VectorDifference? difference;
        try
        {
            difference = kind.Check(line, _batches);
        }
        catch (InvalidDataException wrong)
        {
            throw new InvalidDataException($"line {lineNumber}: {wrong.Message}", wrong);
        }
        catch (Exception refused)
        {
            // Arithmetic that throws where the contract answers is one bad case, not the end of the run.
            throw new InvalidDataException(
                $"line {lineNumber} is refused: {refused.Message.ReplaceLineEndings(" ")}",
                refused
            );
        }

        _checked++;
        if (difference is not null)
        {
            _failed++;
            _firstFailedLine ??= lineNumber;
            _firstDifference ??= difference;
        }

        if (_checked % LinesPerLook == 1)
        {
            _look(_checked);
        }
    }

    /// <summary>Null when the first line already shows that this is something else.</summary>
    private JsonDocument? Parse(ReadOnlyMemory<byte> line, long lineNumber)
    {
        try
        {
            JsonDocument document = VectorLine.Parse(line);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            return lineNumber == 1 && !_mustBeVectors
                ? null
                : throw new InvalidDataException($"line {lineNumber} is JSON, but not an object");
        }
        catch (JsonException syntax)
        {
            return lineNumber == 1 && !_mustBeVectors
                ? null
                : throw new InvalidDataException($"line {lineNumber} is not JSON", syntax);
        }
    }

    private static string NotChecked(JsonElement firstLine)
    {
        IEnumerable<string> members = firstLine.EnumerateObject().Take(4).Select(member => member.Name);
        return $"not checked by this version (members {string.Join(", ", members)}, ...)";
    }

    private VectorFileReport Report(VectorOutcome outcome, string? reason = null) =>
        new(_shownAs, outcome)
        {
            Kind = _kind?.Name,
            Checked = _checked,
            Failed = _failed,
            FirstFailedLine = _firstFailedLine,
            FirstDifference = _firstDifference,
            Reason = reason,
        };
}
