using System.Text.Json.Serialization;
using FastArb.EvmMath;

namespace FastArb;

/// <summary>
/// Which implementation of the batch arithmetic this process uses, and why, as the user reads it.
/// </summary>
internal sealed record MathCoreChoice(string Name, string Reason, [property: JsonIgnore] BatchMath Batches)
{
    /// <summary>To read it opens the native library, so that is done once.</summary>
    private static readonly Lazy<MathCoreChoice> Chosen = new(Choose);

    /// <summary>
    /// This process's choice; fails, naming the variable, where the user forces what cannot be had.
    /// </summary>
    public static MathCoreChoice Current => Chosen.Value;

    public override string ToString() => $"{Name} ({Reason})";

    private static MathCoreChoice Choose()
    {
        string? wanted = Environment.GetEnvironmentVariable(BatchMathChoice.Variable);
        return BatchMathChoice.TryMake(wanted, out BatchMathChoice? choice, out string? problem)
            ? new MathCoreChoice(choice.Math.Name, choice.Reason, choice.Math)
            : throw new CommandFailure(ExitCode.Configuration, problem);
    }
}
