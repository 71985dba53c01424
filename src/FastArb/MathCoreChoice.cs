namespace FastArb;

/// <summary>Which implementation of the arithmetic this process uses, and why.</summary>
internal sealed record MathCoreChoice(string Name, string Reason)
{
    public static MathCoreChoice Current => new("managed", "this version computes everything in .NET");

    public override string ToString() => $"{Name} ({Reason})";
}
