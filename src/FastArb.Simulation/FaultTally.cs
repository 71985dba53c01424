using System.Globalization;

namespace FastArb.Simulation;

/// <summary>How often each fault really happened.</summary>
public sealed class FaultTally
{
    private readonly long[] _counts = new long[FaultPlan.KindCount];

    public long this[FaultKind kind] => _counts[(int)kind];

    /// <summary>Of all kinds.</summary>
    public long Total => _counts.Sum();

    /// <summary>Whoever makes the blocks counts reorganisations and halts here.</summary>
    public void Add(FaultKind kind) => _counts[(int)kind]++;

    public override string ToString() =>
        string.Join(
            ", ",
            Enum.GetValues<FaultKind>()
                .Where(kind => this[kind] != 0)
                .Select(kind =>
                    string.Create(CultureInfo.InvariantCulture, $"{FaultPlan.NameOf(kind)} {this[kind]}")
                )
        );
}
