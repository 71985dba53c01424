namespace FastArb;

/// <summary>
/// A failure that the user can understand: one line that says what, where and what to do next.
/// </summary>
internal sealed class CommandFailure : Exception
{
    public CommandFailure(ExitCode exitCode, string message, Exception? cause = null)
        : base(message, cause) => ExitCode = exitCode;

    public ExitCode ExitCode { get; }
}
