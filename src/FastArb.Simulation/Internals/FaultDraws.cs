namespace FastArb.Simulation.Internals;

/// <summary>
/// Whether a fault happens. Each kind draws by itself, so that another rate of one moves none of the others.
/// </summary>
internal sealed class FaultDraws(FaultTally tally)
{
    private readonly ulong[] _drawn = new ulong[FaultPlan.KindCount];

    /// <summary>Draws, and counts what happens.</summary>
    public bool Hits(in FaultPlan plan, FaultKind kind)
    {
        if (!Strikes(plan, kind))
        {
            return false;
        }

        tally.Add(kind);
        return true;
    }

    /// <summary>Draws; the caller counts it once it has happened.</summary>
    public bool Strikes(in FaultPlan plan, FaultKind kind)
    {
        int rate = plan[kind];
        return rate > 0 && Below(plan, kind, SeededDraws.Million) < rate;
    }

    /// <summary>From 0 to one less than the bound.</summary>
    public int Below(in FaultPlan plan, FaultKind kind, int bound) =>
        bound <= 1 ? 0 : (int)(Next(plan, kind) % (ulong)bound);

    public ulong Next(in FaultPlan plan, FaultKind kind)
    {
        ulong stream = SeededDraws.Mix(plan.Seed ^ (((ulong)kind + 1) * 0x9E3779B97F4A7C15));
        return SeededDraws.Mix(stream + (++_drawn[(int)kind] * 0xD1342543DE82EF95));
    }
}
