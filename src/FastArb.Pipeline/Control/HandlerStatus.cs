namespace FastArb.Pipeline;

/// <summary>How a handler is.</summary>
/// <param name="Name">Of the handler.</param>
/// <param name="IsPaused">An operator has paused it.</param>
/// <param name="OutFrom">The first event that it does not get, since it failed; null: it is in.</param>
public sealed record HandlerStatus(string Name, bool IsPaused, long? OutFrom);
