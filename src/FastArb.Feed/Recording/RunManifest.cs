using System.Collections.Immutable;
using System.Text.Json;
using FastArb.Chain;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

/// <summary>
/// What a run's folder holds, and what must be known to make its events from its input again. Written when
/// recording begins and, with the counts, when it ends.
/// </summary>
public sealed record RunManifest
{
    public const int FormatVersionNow = 1;

    public int FormatVersion { get; init; } = FormatVersionNow;

    /// <summary>False while recording goes on, and for ever after a crash.</summary>
    public bool Complete { get; init; }

    /// <summary>The version of the program that recorded.</summary>
    public string Program { get; init; } = "";

    /// <summary>0 where it is not known.</summary>
    public ulong ChainId { get; init; }

    public EventTimeSource EventTime { get; init; }

    /// <summary>For <see cref="EventTimeSource.Chain"/>.</summary>
    public TimeSpan ChainDelay { get; init; }

    /// <summary>
    /// How blocks were put in order: another patience, or another capacity, gives other events.
    /// </summary>
    public BlockOrderOptions Order { get; init; } = new();

    public TimeAnchor Anchor { get; init; }

    /// <summary>The watch rules; a rule's place is its number in events.</summary>
    public ImmutableArray<WatchRule> Rules { get; init; } = [];

    /// <summary>The timers' intervals; a timer's place is its number in events.</summary>
    public ImmutableArray<TimeSpan> Timers { get; init; } = [];

    /// <summary>Hosts only: paths and user names of endpoints are keys.</summary>
    public ImmutableArray<string> Endpoints { get; init; } = [];

    public long Inputs { get; init; }

    /// <summary>The logical length of the input.</summary>
    public long InputBytes { get; init; }

    public long Events { get; init; }

    /// <summary>The running hash of all events.</summary>
    public string EventsHash { get; init; } = "";

    /// <summary>Reads the manifest of a run.</summary>
    /// <exception cref="IOException">There is none.</exception>
    /// <exception cref="InvalidDataException">It is not one.</exception>
    public static RunManifest Load(string runFolder)
    {
        string path = RunFolder.ManifestOf(runFolder);
        RunManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(
                File.ReadAllBytes(path),
                RunManifestJson.Default.RunManifest
            );
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{path} is not a run's manifest: {fault.Message}", fault);
        }

        if (manifest?.FormatVersion != FormatVersionNow)
        {
            throw new InvalidDataException(
                $"{path} is of format {manifest?.FormatVersion}; this program reads format {FormatVersionNow}"
            );
        }

        return manifest;
    }

    /// <summary>Writes it whole: a crash leaves the old one or this one.</summary>
    public void Save(string runFolder)
    {
        foreach (string endpoint in Endpoints)
        {
            if (Uri.CheckHostName(endpoint) == UriHostNameType.Unknown)
            {
                // Without the text: it may be a key.
                throw new InvalidOperationException("an endpoint in the manifest must be a host alone");
            }
        }

        WholeFile.Replace(
            RunFolder.ManifestOf(runFolder),
            JsonSerializer.SerializeToUtf8Bytes(this, RunManifestJson.Default.RunManifest)
        );
    }
}
