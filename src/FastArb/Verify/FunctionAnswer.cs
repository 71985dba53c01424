using FastArb.EvmMath;

namespace FastArb.Verify;

/// <summary>
/// What a contract's function gives: numbers, or a revert. Two answers are equal when their texts are.
/// </summary>
internal readonly record struct FunctionAnswer(string Text)
{
    public static FunctionAnswer Revert(string reason) => new($"revert \"{reason}\"");

    public static FunctionAnswer Of(params string[] outputs) => new(string.Join(' ', outputs));

    public static FunctionAnswer Of(in UInt256 output) => Of(VectorLine.Decimal(in output));

    /// <summary>The number, or a revert without text.</summary>
    public static FunctionAnswer Of(bool ok, in UInt256 output) => ok ? Of(in output) : Revert(string.Empty);
}
