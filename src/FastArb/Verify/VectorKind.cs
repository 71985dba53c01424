using System.Text.Json;
using FastArb.EvmMath;

namespace FastArb.Verify;

/// <summary>
/// One kind of reference vectors: recognises its lines and recomputes them. A new kind is a new file with a
/// subclass, and its place in <see cref="All"/>.
/// </summary>
internal abstract class VectorKind
{
    public static IReadOnlyList<VectorKind> All { get; } =
    [new V2SwapVectors(), new V3FunctionVectors(), new V3SwapVectors(), new ArbVectors()];

    /// <summary>As the sets of vectors are named.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Whether a file that begins with this line is of this kind. File names prove nothing.
    /// </summary>
    public abstract bool Recognises(JsonElement firstLine);

    /// <summary>Recomputes one case, one at a time and, where there is one, as a batch.</summary>
    /// <returns>The first difference to the reference; null when there is none.</returns>
    /// <exception cref="InvalidDataException">The line is not a case of this kind.</exception>
    public abstract VectorDifference? Check(JsonElement line, BatchMath batches);
}
