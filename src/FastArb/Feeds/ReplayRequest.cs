namespace FastArb.Feeds;

/// <summary>What <c>fastarb replay</c> was asked for.</summary>
internal sealed record ReplayRequest(string Path)
{
    /// <summary>0: as fast as it goes; else so many times the recorded pace.</summary>
    public double Speed { get; init; }

    /// <summary>Reads the recorded events instead of making them anew from the input.</summary>
    public bool FromEvents { get; init; }

    /// <summary>Writes the events anew.</summary>
    public bool Rebuild { get; init; }

    /// <summary>Where to write the messages as frames; null: nowhere.</summary>
    public string? Frames { get; init; }
}
