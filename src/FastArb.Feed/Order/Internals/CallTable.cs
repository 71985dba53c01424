using System.Runtime.InteropServices;
using FastArb.Chain;
using FastArb.EvmMath;

namespace FastArb.Feed.Internals;

/// <summary>
/// Questions to the chain that are open. Whether somebody has taken one changes nothing here: a replay takes
/// none, and must come to the same events.
/// </summary>
internal sealed class CallTable(int callsMax, long retryNs, long timeoutNs, long idFirst = CallTable.IdFirst)
{
    /// <summary>The first id; those below are the connection's own.</summary>
    public const long IdFirst = 1_000_000;

    /// <summary>
    /// The first id of questions to contracts: counted apart, so that the block order's ids are the same
    /// whether somebody asks contracts or not.
    /// </summary>
    public const long ContractIdFirst = 1L << 40;

    private const int DoublingsMax = 5;

    private readonly Entry[] _entries = new Entry[callsMax];
    private int _count;
    private int _untaken;
    private long _idNext = idFirst;

    /// <summary>Event time of the next retry or timeout.</summary>
    public long NextDue { get; private set; } = long.MaxValue;

    public bool HasUntaken => _untaken > 0;

    public ref Entry this[int at] => ref _entries[at];

    public bool HasRoom => _count < _entries.Length;

    /// <summary>How many questions of this kind are open.</summary>
    public int CountOf(ChainCallKind kind)
    {
        int count = 0;
        for (int i = 0; i < _count; i++)
        {
            count += _entries[i].Kind == kind ? 1 : 0;
        }

        return count;
    }

    /// <summary>Opens a question unless it is open already or there is no room.</summary>
    public bool Ask(ChainCallKind kind, in UInt256 hash, long number, long now)
    {
        if (!HasRoom || FindQuestion(kind, in hash, number) >= 0)
        {
            return false;
        }

        _entries[_count++] = new Entry
        {
            Kind = kind,
            BlockHash = hash,
            Number = number,
            IsTaken = true,
        };
        Pose(_count - 1, now);
        return true;
    }

    /// <summary>Opens a question to a contract: its place, or -1 where there is no room.</summary>
    public int Ask(ContractQuestion question, long now)
    {
        if (!HasRoom)
        {
            return -1;
        }

        _entries[_count++] = new Entry
        {
            Kind = ChainCallKind.Contract,
            BlockHash = question.Block.Hash,
            Number = question.Block.Number,
            Question = question,
            IsTaken = true,
        };
        Pose(_count - 1, now);
        return _count - 1;
    }

    /// <summary>The place of an open question, waiting or not, or -1.</summary>
    public int FindQuestion(ChainCallKind kind, in UInt256 hash, long number)
    {
        for (int i = 0; i < _count; i++)
        {
            ref Entry entry = ref _entries[i];
            if (
                (entry.Kind == kind || (entry.AsksLogs && IsForLogs(kind)))
                && entry.BlockHash == hash
                && entry.Number == number
            )
            {
                return i;
            }
        }

        return -1;
    }

    public static bool IsForLogs(ChainCallKind kind) =>
        kind is ChainCallKind.LogsByHash or ChainCallKind.AllLogsByHash;

    /// <summary>Puts the question at this place (again), under a new id.</summary>
    public void Pose(int at, long now)
    {
        ref Entry entry = ref _entries[at];
        _untaken += entry.IsTaken ? 1 : 0;
        entry.Id = _idNext++;
        entry.Turn = entry.Poses++;
        entry.IsWaiting = false;
        entry.IsTaken = false;
        entry.Due = now + timeoutNs;
        FindDue();
    }

    public bool TryTake(out ChainCall call)
    {
        int oldest = -1;
        for (int i = 0; _untaken > 0 && i < _count; i++)
        {
            ref Entry entry = ref _entries[i];
            if (!entry.IsTaken && !entry.IsWaiting && (oldest < 0 || entry.Id < _entries[oldest].Id))
            {
                oldest = i;
            }
        }

        if (oldest < 0)
        {
            call = default;
            return false;
        }

        _entries[oldest].IsTaken = true;
        _untaken--;
        ref Entry taken = ref _entries[oldest];
        call = new ChainCall(taken.Id, taken.Kind, taken.BlockHash, taken.Number, taken.Turn, taken.Question);
        return true;
    }

    /// <summary>The place of a question whose answer is awaited, or -1.</summary>
    public int Find(long id)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_entries[i].Id == id && !_entries[i].IsWaiting)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The place of what is due first.</summary>
    public int FindDueAt()
    {
        int first = -1;
        for (int i = 0; i < _count; i++)
        {
            if (_entries[i].Due == NextDue && (first < 0 || _entries[i].Id < _entries[first].Id))
            {
                first = i;
            }
        }

        return first;
    }

    /// <summary>A question failed: how often it has by now. It waits for its retry.</summary>
    public int Fail(int at, long now)
    {
        ref Entry entry = ref _entries[at];
        entry.Tries++;
        Postpone(ref entry, now + (retryNs << Math.Min(entry.Tries - 1, DoublingsMax)));
        FindDue();
        return entry.Tries;
    }

    /// <summary>
    /// A question waits by no fault of its own; ever longer, where nothing is said of how long.
    /// </summary>
    public void PutOff(int at, long now, long delay)
    {
        ref Entry entry = ref _entries[at];
        long usual = retryNs << Math.Min(entry.PutOffs, DoublingsMax);
        entry.PutOffs++;
        Postpone(ref entry, now + (delay > 0 ? delay : usual));
        FindDue();
    }

    /// <summary>A question waits until the way to the chain is back.</summary>
    public void Suspend(int at)
    {
        Postpone(ref _entries[at], long.MaxValue);
        FindDue();
    }

    /// <summary>The way to the chain is gone, and with it every answer: all wait until it is back.</summary>
    public void Suspend()
    {
        for (int i = 0; i < _count; i++)
        {
            Postpone(ref _entries[i], long.MaxValue);
        }

        FindDue();
    }

    /// <summary>What waits is put again, in the order in which it was put before.</summary>
    public void Resume(long now)
    {
        while (true)
        {
            int oldest = -1;
            for (int i = 0; i < _count; i++)
            {
                if (_entries[i].IsWaiting && (oldest < 0 || _entries[i].Id < _entries[oldest].Id))
                {
                    oldest = i;
                }
            }

            if (oldest < 0)
            {
                return;
            }

            Pose(oldest, now);
        }
    }

    public void Remove(int at)
    {
        if (!_entries[at].IsTaken && !_entries[at].IsWaiting)
        {
            _untaken--;
        }

        // The order of places never shows: ids say what is older.
        _entries[at] = _entries[--_count];
        FindDue();
    }

    public void Clear()
    {
        _count = 0;
        _untaken = 0;
        FindDue();
    }

    private void Postpone(ref Entry entry, long due)
    {
        if (!entry.IsTaken)
        {
            _untaken--;
        }

        entry.IsWaiting = true;
        entry.IsTaken = true;
        entry.Due = due;
    }

    private void FindDue()
    {
        long due = long.MaxValue;
        for (int i = 0; i < _count; i++)
        {
            due = Math.Min(due, _entries[i].Due);
        }

        NextDue = due;
    }

    [StructLayout(LayoutKind.Auto)]
    internal struct Entry
    {
        public long Id;
        public ChainCallKind Kind;
        public UInt256 BlockHash;

        /// <summary>Of which block, where it is asked for by number; else 0.</summary>
        public long Number;
        public int Tries;

        /// <summary>How often it was put, and how often before it was put last.</summary>
        public int Poses;
        public int Turn;

        /// <summary>How often it had to wait by no fault of its own.</summary>
        public int PutOffs;

        /// <summary>When it is put again where it waits; otherwise when it counts as failed.</summary>
        public long Due;

        public bool IsWaiting;
        public bool IsTaken;

        public readonly bool AsksLogs => IsForLogs(Kind);

        public readonly bool AsksHeader => !IsForLogs(Kind);

        /// <summary>Of a contract.</summary>
        public ContractQuestion? Question;

        /// <summary>What was answered so far, where that is not believed yet.</summary>
        public AnswerMarks Marks;
    }
}
