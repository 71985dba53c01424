namespace FastArb.Pipeline;

/// <summary>A handler in a checkpoint: its state, or from which event on it is out.</summary>
internal sealed record SavedHandler(string Name, long OutFrom, bool IsPaused, byte[] State);
