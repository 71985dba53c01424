namespace FastArb.Verify;

/// <summary>A case in which the local arithmetic and the reference disagree.</summary>
/// <param name="Function">What was computed.</param>
/// <param name="Inputs">From what.</param>
/// <param name="Expected">The reference's answer.</param>
/// <param name="Got">Ours.</param>
internal sealed record VectorDifference(string Function, string Inputs, string Expected, string Got);
