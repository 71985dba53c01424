using System.Text.Json;

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

    public override VectorDifference? Check(JsonElement line)
    {
        string name = VectorLine.Text(line, "fn");
        if (!Functions.TryGetValue(name, out Function? function))
        {
            throw new InvalidDataException($"this version knows no function '{name}'");
        }

        JsonElement inputs = VectorLine.Member(line, "in");
        FunctionAnswer got = function.Compute(new FunctionInputs(inputs, function.InputCount));
        FunctionAnswer expected = Expected(line);
        return got == expected
            ? null
            : new VectorDifference(name, VectorLine.Shown(inputs).Trim('[', ']'), expected.Text, got.Text);
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
