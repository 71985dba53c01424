using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastArb.Simulation;

/// <summary>
/// All that a simulated node does wrong: how often, in parts per million of what could go wrong, and how
/// badly. What goes wrong follows from the seed and from what the node is asked, so a run can be repeated.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly partial record struct FaultPlan
{
    /// <summary>One more than the last <see cref="FaultKind"/>.</summary>
    internal const int KindCount = (int)FaultKind.Halt + 1;

    private readonly Rates _rates;

    /// <summary>A plan of no faults, whose numbers say how bad they would be.</summary>
    public FaultPlan() { }

    /// <summary>A node without a fault.</summary>
    public static FaultPlan None { get; } = new();

    public ulong Seed { get; init; }

    /// <summary>The longest delay; any shorter one is as likely.</summary>
    public int DelayMs { get; init; } = 500;

    /// <summary>By how much a message is late that others overtake, at most.</summary>
    public int ReorderMs { get; init; } = 50;

    /// <summary>What <c>Retry-After</c> says; 0: nothing.</summary>
    public int RetryAfterSeconds { get; init; } = 2;

    /// <summary>Backends behind the node; all but the first lag behind.</summary>
    public int Backends { get; init; } = 1;

    /// <summary>How many blocks a backend is behind, at most; each may be up to date now and then.</summary>
    public int LagBlocks { get; init; }

    /// <summary>How many notifications come before the answer that names their subscription.</summary>
    public int EarlyCount { get; init; }

    /// <summary>How much later than the new branch late removals come.</summary>
    public int LateMs { get; init; } = 200;

    /// <summary>The deepest reorganisation; any less deep one is as likely.</summary>
    public int ReorgDepth { get; init; } = 3;

    /// <summary>How long a halt lasts.</summary>
    public int HaltMs { get; init; } = 60_000;

    /// <summary>
    /// How often, in parts per million. Not for the two that are counts: lagging and early notifications.
    /// </summary>
    public int this[FaultKind kind] => _rates[(int)kind];

    /// <summary>The same plan with another rate.</summary>
    public FaultPlan With(FaultKind kind, int perMillion)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(perMillion);
        Rates rates = _rates;
        rates[(int)kind] = perMillion;
        return new FaultPlan(this, rates);
    }

    private FaultPlan(FaultPlan other, Rates rates)
    {
        this = other;
        _rates = rates;
    }

    /// <summary>By the text, which says all of a plan: an inline array has no equality of its own.</summary>
    public bool Equals(FaultPlan other) => ToString() == other.ToString();

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    [InlineArray(KindCount)]
    private struct Rates
    {
        private int _first;
    }
}
