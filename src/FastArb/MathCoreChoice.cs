using FastArb.EvmMath;

namespace FastArb;

/// <summary>
/// Which implementation of the batch arithmetic this process uses, and why, as the user reads it.
/// </summary>
internal sealed record MathCoreChoice(string Name, string Reason)
{
    /// <summary>
    /// This process's choice; fails, naming the variable, where the user forces what cannot be had.
    /// </summary>
    public static MathCoreChoice Current
    {
        get
        {
            string? wanted = Environment.GetEnvironmentVariable(BatchMathChoice.Variable);
            return BatchMathChoice.TryMake(wanted, out BatchMathChoice? choice, out string? problem)
                ? new MathCoreChoice(choice.Math.Name, choice.Reason)
                : throw new CommandFailure(ExitCode.Configuration, problem);
        }
    }

    public override string ToString() => $"{Name} ({Reason})";
}
