namespace FastArb.Pipeline;

/// <summary>What an engine puts into the folder of its run, beside the recording.</summary>
public static class EngineFolder
{
    /// <summary>Locked while an engine runs there; it stays, empty.</summary>
    public static string LockOf(string runFolder) => Path.Combine(runFolder, "engine.lock");

    /// <summary>The number of the process that has the lock, or had it last.</summary>
    public static string ProcessOf(string runFolder) => Path.Combine(runFolder, "engine.pid");

    /// <summary>The market as it was resolved: its pools by name and address.</summary>
    public static string MarketOf(string runFolder) => Path.Combine(runFolder, "market.yaml");

    /// <summary>Who can read it may command the engine; nobody but its owner can.</summary>
    public static string TokenOf(string runFolder) => Path.Combine(runFolder, "control.token");

    public static string SocketOf(string runFolder) => Path.Combine(runFolder, "control.sock");

    /// <summary>Names the socket where the folder's own path is too long for one.</summary>
    public static string SocketElsewhereOf(string runFolder) => Path.Combine(runFolder, "control.path");
}
