using System.Text.Json;
using FastArb.EvmMath;

namespace FastArb.Verify;

/// <summary>
/// Calls of the libraries of Uniswap V3, compiled unmodified: ticks, prices, amounts, swap steps.
/// </summary>
internal sealed partial class V3FunctionVectors : VectorKind
{
    public override string Name => "v3-functions";

    public override bool Recognises(JsonElement firstLine) =>
        firstLine.TryGetProperty("fn", out JsonElement name)
        && name.ValueKind == JsonValueKind.String
        && Functions.ContainsKey(name.GetString()!);

    public override VectorDifference? Check(JsonElement line, BatchMath batches)
    {
        string name = VectorLine.Text(line, "fn");
        if (!Functions.TryGetValue(name, out Function? function))
        {
            throw new InvalidDataException($"this version knows no function '{name}'");
        }

        JsonElement inputs = VectorLine.Member(line, "in");
        FunctionInputs arguments = new(inputs, function.InputCount);
        FunctionAnswer got = function.Compute(arguments);
        FunctionAnswer expected = Expected(line);
        if (got != expected)
        {
            return Difference(got.Text);
        }

        FunctionAnswer? ofBatch = name == "computeSwapStep" ? StepOfBatch(batches, arguments) : null;
        return ofBatch is null || ofBatch == expected
            ? null
            : Difference($"{batches.Name} gave {ofBatch.Value.Text}");

        VectorDifference Difference(string answer) =>
            new(name, VectorLine.Shown(inputs).Trim('[', ']'), expected.Text, answer);
    }

    private static FunctionAnswer Expected(JsonElement line)
    {
        if (!VectorLine.Flag(line, "ok"))
        {
            return FunctionAnswer.Revert(VectorLine.Text(line, "error"));
        }

        JsonElement outputs = VectorLine.Member(line, "out");
        return outputs.ValueKind == JsonValueKind.Array
            ? FunctionAnswer.Of([.. outputs.EnumerateArray().Select(VectorLine.Shown)])
            : throw new InvalidDataException("'out' is not a list");
    }

    private sealed record Function(int InputCount, Func<FunctionInputs, FunctionAnswer> Compute);
}
