using FastArb.Chain;

namespace FastArb.Market.Internals;

/// <summary>
/// Compares pools with the chain, a few whenever a block is sealed: what the table holds then with what the
/// contracts say of that block. An equal share at each block, so that none has to wait for it.
/// </summary>
internal sealed class PoolAudit(
    PoolTable table,
    CallBoard board,
    PoolAdmission admission,
    LiveMarketOptions options
)
{
    private const int Percent = 100;

    // Of pools that nobody has tried out, at one block.
    private const int UntriedMax = 8;

    private readonly List<PoolJob> _jobs = [];
    private long _credit;
    private int _next;

    /// <summary>Pools that were compared to the end.</summary>
    public long ComparedCount { get; private set; }

    /// <summary>Whether nothing is being compared.</summary>
    public bool IsAtRest => _jobs.Count == 0;

    public void Save(BinaryWriter writer)
    {
        writer.Write(_credit);
        writer.Write(_next);
        writer.Write(ComparedCount);
    }

    public void Restore(BinaryReader reader)
    {
        _credit = reader.ReadInt64();
        _next = reader.ReadInt32();
        ComparedCount = reader.ReadInt64();
    }

    public void OnSealed(BlockIdentity block)
    {
        if ((block.Number + options.RestBlocks) % options.RestEvery <= options.RestBlocks)
        {
            return;
        }

        BeginUntried(block);
        int pools = table.Plan.Pools.Length;
        if (options.AuditBlocks == 0 || pools == 0)
        {
            return;
        }

        _credit += (long)pools * options.AuditPercent;
        long cost = (long)Percent * options.AuditBlocks;
        for (; _credit >= cost; _credit -= cost)
        {
            int pool = _next;
            _next = (_next + 1) % pools;
            if (table.StatusOf(pool) == PoolStatus.Live)
            {
                Begin(table.Plan.Pools[pool], block);
            }
        }
    }

    /// <summary>The head went back: what was compared with blocks above says nothing.</summary>
    public void OnReorg(long number) => Abandon(job => job.Pin.Number > number);

    /// <summary>The pool is no longer what it was.</summary>
    public void OnLeft(int pool) => Abandon(job => job.Pool == pool);

    public void AbandonAll() => Abandon(_ => true);

    public void OnFailed(PoolJob job) => Abandon(other => other == job);

    /// <summary>All answers of a round are in. Says what differs, or null.</summary>
    public string? OnWhole(PoolJob job)
    {
        string? misread = job.Reading.Take(job.Results[job.Checks.Length..]);
        string? fault = admission.FaultOf(table.Plan.Pools[job.Pool], job, misread);
        job.Checks = [];
        if (fault is null && !job.Reading.Calls.IsEmpty)
        {
            job.Begin(job.Reading.Calls);
            board.Add(job);
            return null;
        }

        job.IsOver = true;
        _jobs.Remove(job);
        ComparedCount++;
        return fault ?? job.Expected!.DifferenceFrom(job.Reading.Content!);
    }

    // They have waited for a node that can; and one that was tried, which shows whether this one can.
    private void BeginUntried(BlockIdentity block)
    {
        if (!admission.CanTry || admission.UntriedCount == 0)
        {
            return;
        }

        Pool[] live =
        [
            .. table.Plan.Pools.Where(pool =>
                table.StatusOf(pool.Index) == PoolStatus.Live && !admission.TrialsOf(pool).IsEmpty
            ),
        ];
        Pool[] untried = [.. live.Where(pool => admission.IsUntried(pool.Index)).Take(UntriedMax)];
        IEnumerable<Pool> tried = live.Where(pool => !admission.IsUntried(pool.Index));
        foreach (Pool pool in untried.Length == 0 ? [] : untried.Concat(tried.Take(1)))
        {
            if (!_jobs.Exists(job => job.Pool == pool.Index))
            {
                Begin(pool, block);
            }
        }
    }

    private void Begin(Pool pool, BlockIdentity block)
    {
        PoolJob job = new(pool.Index, block, pool.Venue.Kind.BeginReading(pool), table.ContentOf(pool.Index))
        {
            Checks = admission.TrialsOf(pool),
        };
        job.Begin([.. job.Checks.Select(check => admission.QuestionOf(pool, check)), .. job.Reading.Calls]);
        _jobs.Add(job);
        board.Add(job);
    }

    private void Abandon(Predicate<PoolJob> which)
    {
        foreach (PoolJob job in _jobs.FindAll(which))
        {
            job.IsOver = true;
            _jobs.Remove(job);
        }
    }
}
