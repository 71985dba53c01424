using System.Collections.Immutable;
using System.Text.Json;
using FastArb.Feed;

namespace FastArb.Pipeline;

/// <summary>
/// The file of a run that names handlers which were taken out while it went on: a line of JSON each. A
/// handler
/// that throws is not there: in a replay it throws again.
/// </summary>
public static class Interventions
{
    public static string FileOf(string runFolder) => Path.Combine(runFolder, "interventions");

    /// <summary>Those that are recorded. A last line that was cut short does not count.</summary>
    /// <exception cref="RecordingDamagedException">Another line is damaged.</exception>
    public static ImmutableArray<HandlerFault> Read(string runFolder)
    {
        string path = FileOf(runFolder);
        if (!File.Exists(path))
        {
            return [];
        }

        ReadOnlySpan<byte> rest = File.ReadAllBytes(path);
        ImmutableArray<HandlerFault>.Builder faults = ImmutableArray.CreateBuilder<HandlerFault>();
        int at = 0;
        for (int end; (end = rest[at..].IndexOf((byte)'\n')) >= 0; at += end + 1)
        {
            faults.Add(
                Parse(rest.Slice(at, end).ToArray())
                    ?? throw new RecordingDamagedException(path, at, "this is no intervention")
            );
        }

        return faults.ToImmutable();
    }

    /// <summary>Adds one, and waits until the disk has it. Null, or why that could not be.</summary>
    internal static string? TryAdd(string runFolder, HandlerFault fault)
    {
        try
        {
            using FileStream file = new(FileOf(runFolder), FileMode.OpenOrCreate, FileAccess.ReadWrite);
            CutTornLine(file);
            file.Write(LineOf(fault));
            file.Flush(flushToDisk: true);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failure.Message;
        }
    }

    private static byte[] LineOf(HandlerFault fault)
    {
        using MemoryStream line = new();
        using (Utf8JsonWriter writer = new(line))
        {
            writer.WriteStartObject();
            writer.WriteString("handler", fault.Handler);
            writer.WriteNumber("sequence", fault.Sequence);
            writer.WriteString("reason", fault.Reason);
            writer.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        return line.ToArray();
    }

    private static HandlerFault? Parse(byte[] line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement fault = document.RootElement;
            return
                fault.GetProperty("handler").GetString() is { } handler
                && fault.GetProperty("reason").GetString() is { } reason
                ? new HandlerFault(handler, fault.GetProperty("sequence").GetInt64(), reason)
                : null;
        }
        catch (Exception wrong)
            when (wrong
                    is JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
                        or FormatException
            )
        {
            return null;
        }
    }

    // What a crash left of the last line, if anything.
    private static void CutTornLine(FileStream file)
    {
        byte[] before = new byte[file.Length];
        file.ReadExactly(before);
        int whole = before.AsSpan().LastIndexOf((byte)'\n') + 1;
        file.SetLength(whole);
        file.Position = whole;
    }
}
