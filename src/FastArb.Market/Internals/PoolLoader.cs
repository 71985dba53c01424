using FastArb.Chain;

namespace FastArb.Market.Internals;

/// <summary>
/// Which pools are to be loaded, and how far each is. A reading is of one block, the last that was sealed
/// when it began; where that block goes, or no node has it, the reading begins anew at a newer one.
/// </summary>
internal sealed class PoolLoader
{
    private const int CallsWaitingMax = 1_024;

    // One answer may be a lie; the same is hardly said twice of two blocks.
    private const int RefusalsMax = 2;

    private readonly MarketPlan _plan;
    private readonly CallBoard _board;
    private readonly PoolAdmission _admission;
    private readonly int _jobsMax;
    private readonly Stage[] _stages;
    private readonly int[] _refusals;
    private readonly List<PoolJob> _jobs = [];
    private readonly Queue<int> _waiting = [];
    private readonly List<int> _later = [];
    private BlockIdentity? _sealed;
    private int _reading;
    private long _restarts;
    private long _loaded;

    public PoolLoader(MarketPlan plan, CallBoard board, PoolAdmission admission, int jobsMax)
    {
        _plan = plan;
        _board = board;
        _admission = admission;
        _jobsMax = jobsMax;
        _stages = new Stage[plan.Pools.Length];
        _refusals = new int[plan.Pools.Length];
    }

    private enum Stage : byte
    {
        /// <summary>Loaded, or never wanted.</summary>
        None = 0,

        /// <summary>Its reading may begin at the last sealed block: every log above it is kept.</summary>
        Waiting = 1,

        /// <summary>Its reading may begin at the next block that is sealed.</summary>
        Later = 2,

        Reading = 3,

        /// <summary>Read to the end; its block is not sealed, or was taken back and may come again.</summary>
        Ready = 4,

        Refused = 5,
    }

    public LoadProgress Progress =>
        new(
            _waiting.Count + _later.Count,
            _jobs.Count,
            _stages.Count(stage => stage == Stage.Refused),
            _loaded,
            _restarts,
            _board.AskedCount
        );

    /// <summary>Whether no pool is on its way.</summary>
    public bool IsDone => _waiting.Count + _later.Count + _jobs.Count == 0;

    /// <summary>Whether logs of the pool are to be kept for when it is read.</summary>
    public bool Awaits(int pool) => _stages[pool] is not (Stage.None or Stage.Refused);

    /// <summary>Whether no reading of it has begun: what is kept of sealed blocks is useless.</summary>
    public bool IsUnpinned(int pool) => _stages[pool] is Stage.Waiting or Stage.Later;

    /// <summary>
    /// A pool is to be loaded, or its reading to begin anew, at the next block that is sealed.
    /// </summary>
    public void Want(int pool)
    {
        Leave(pool);
        if (_stages[pool] is Stage.None)
        {
            _stages[pool] = Stage.Later;
            _later.Add(pool);
        }
    }

    /// <summary>
    /// What was begun of a pool is useless; it begins anew at the next block that is sealed.
    /// </summary>
    public void Restart(int pool)
    {
        _restarts += _stages[pool] is Stage.Reading or Stage.Ready ? 1 : 0;
        Want(pool);
    }

    /// <summary>Not before somebody wants it again.</summary>
    public void Refuse(int pool)
    {
        Leave(pool);
        _stages[pool] = Stage.Refused;
    }

    /// <summary>What is known of the chain begins at this block; every pool is to be loaded.</summary>
    public void Restart(BlockIdentity block)
    {
        foreach (PoolJob job in _jobs)
        {
            job.IsOver = true;
        }

        _jobs.Clear();
        _waiting.Clear();
        _later.Clear();
        _reading = 0;
        for (int pool = 0; pool < _stages.Length; pool++)
        {
            _stages[pool] = Stage.Waiting;
            _refusals[pool] = 0;
            _waiting.Enqueue(pool);
        }

        _sealed = block;
    }

    /// <summary>These pools are live as they were after this block; the others may be read at it.</summary>
    public void Begin(BlockIdentity block, IEnumerable<int> known)
    {
        foreach (int pool in known)
        {
            _stages[pool] = Stage.None;
            _loaded++;
        }

        _later.RemoveAll(pool => _stages[pool] == Stage.None);
        OnSealed(block);
    }

    /// <summary>What it goes on by, once no pool is on its way.</summary>
    public void Save(BinaryWriter writer)
    {
        for (int pool = 0; pool < _stages.Length; pool++)
        {
            writer.Write(_stages[pool] == Stage.Refused);
            writer.Write(_refusals[pool]);
        }

        writer.Write(_restarts);
        writer.Write(_loaded);
    }

    /// <summary>As it was when this block, the last one, was sealed.</summary>
    public void Restore(BinaryReader reader, BlockIdentity block)
    {
        for (int pool = 0; pool < _stages.Length; pool++)
        {
            _stages[pool] = reader.ReadBoolean() ? Stage.Refused : Stage.None;
            _refusals[pool] = reader.ReadInt32();
        }

        _restarts = reader.ReadInt64();
        _loaded = reader.ReadInt64();
        _later.Clear();
        _sealed = block;
    }

    public void OnSealed(BlockIdentity block)
    {
        _sealed = block;
        TakeLater();
    }

    /// <summary>The head went back to this block: nothing above it has happened.</summary>
    public void OnReorg(BlockIdentity head)
    {
        _sealed = head;
        foreach (PoolJob job in _jobs)
        {
            job.IsDoubtful |= job.Pin.Number > head.Number;
        }

        TakeLater();
    }

    /// <summary>A block, perhaps in the place of another one.</summary>
    public void OnBegin(BlockIdentity block)
    {
        for (int i = _jobs.Count - 1; i >= 0; i--)
        {
            PoolJob job = _jobs[i];
            if (!job.IsDoubtful || job.Pin.Number != block.Number)
            {
                continue;
            }

            job.IsDoubtful = job.Pin.Hash != block.Hash;
            if (job.IsDoubtful)
            {
                Restart(job.Pool);
            }
        }
    }

    /// <summary>Begins to read as many pools as may be read at once.</summary>
    public void Start()
    {
        if (_sealed is not { } block)
        {
            return;
        }

        while (
            _reading < _jobsMax && _board.WaitingCount < CallsWaitingMax && _waiting.TryDequeue(out int index)
        )
        {
            Pool pool = _plan.Pools[index];
            PoolJob job = new(index, block, pool.Venue.Kind.BeginReading(pool))
            {
                Checks = _admission.ChecksOf(pool),
            };
            job.Begin([
                .. job.Checks.Select(check => _admission.QuestionOf(pool, check)),
                .. job.Reading.Calls,
            ]);
            _stages[index] = Stage.Reading;
            _reading++;
            _jobs.Add(job);
            _board.Add(job);
        }
    }

    /// <summary>No node has the job's block, or its state.</summary>
    public void OnFailed(PoolJob job)
    {
        if (!job.IsOver)
        {
            Restart(job.Pool);
        }
    }

    /// <summary>
    /// All answers of a round are in. Says why the pool is refused, once it is; otherwise null.
    /// </summary>
    public string? OnWhole(PoolJob job)
    {
        Pool pool = _plan.Pools[job.Pool];
        string? misread = job.Reading.Take(job.Results[job.Checks.Length..]);
        string? refusal = _admission.FaultOf(pool, job, misread);
        if (refusal is not null)
        {
            return IsRefused(job.Pool) ? refusal : null;
        }

        job.Checks = [];
        if (job.Reading.Calls.IsEmpty)
        {
            _reading--;
            _stages[job.Pool] = Stage.Ready;
        }
        else
        {
            job.Begin(job.Reading.Calls);
            _board.Add(job);
        }

        return null;
    }

    /// <summary>
    /// What was read of it cannot be. Whether that is enough to refuse it; it begins anew otherwise.
    /// </summary>
    public bool IsRefused(int pool)
    {
        Restart(pool);
        if (++_refusals[pool] < RefusalsMax)
        {
            return false;
        }

        Refuse(pool);
        return true;
    }

    /// <summary>What was said against it before was a lie.</summary>
    public void OnLive(int pool) => _refusals[pool] = 0;

    /// <summary>
    /// A pool that is read and may enter: its block is sealed. It is nobody's business here then.
    /// </summary>
    public PoolJob? TakeReady()
    {
        for (int i = 0; i < _jobs.Count; i++)
        {
            PoolJob job = _jobs[i];
            if (
                _stages[job.Pool] == Stage.Ready
                && !job.IsDoubtful
                && _sealed is { } block
                && block.Number >= job.Pin.Number
            )
            {
                _jobs.RemoveAt(i);
                _stages[job.Pool] = Stage.None;
                _loaded++;
                return job;
            }
        }

        return null;
    }

    private void TakeLater()
    {
        foreach (int pool in _later)
        {
            _stages[pool] = Stage.Waiting;
            _waiting.Enqueue(pool);
        }

        _later.Clear();
    }

    // Out of whatever it is in; those that wait stay where they are.
    private void Leave(int pool)
    {
        if (_stages[pool] is Stage.Reading or Stage.Ready)
        {
            int at = _jobs.FindIndex(job => job.Pool == pool);
            _reading -= _stages[pool] == Stage.Reading ? 1 : 0;
            _jobs[at].IsOver = true;
            _jobs.RemoveAt(at);
        }
        else if (IsUnpinned(pool))
        {
            RemoveWaiting(pool);
        }

        _stages[pool] = Stage.None;
    }

    private void RemoveWaiting(int pool)
    {
        _later.Remove(pool);
        int count = _waiting.Count;
        for (int i = 0; i < count; i++)
        {
            int other = _waiting.Dequeue();
            if (other != pool)
            {
                _waiting.Enqueue(other);
            }
        }
    }
}
