namespace FastArb.Pipeline;

/// <summary>A handler as a snapshot has it.</summary>
/// <param name="Name">Its own.</param>
/// <param name="Lane">Of the lane that runs it.</param>
/// <param name="OutFrom">
/// The first event that it does not get; <see cref="long.MaxValue"/>: it is in.
/// </param>
/// <param name="IsPaused">Whether an operator has paused it.</param>
public sealed record HandlerView(string Name, string Lane, long OutFrom, bool IsPaused);
