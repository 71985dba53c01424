using System.Runtime.InteropServices;
using FastArb.Chain;
using FastArb.EvmMath;

namespace FastArb.Feed.Internals;

/// <summary>
/// Questions to the chain that are open. Whether somebody has taken one changes nothing here: a replay takes
/// none, and must come to the same events.
/// </summary>
internal sealed class CallTable(int callsMax, long retryNs, long timeoutNs)
{
    /// <summary>The first id; those below are the connection's own.</summary>
    public const long IdFirst = 1_000_000;

    private const int DoublingsMax = 5;

    private readonly Entry[] _entries = new Entry[callsMax];
    private int _count;
    private int _untaken;
    private long _idNext = IdFirst;

    /// <summary>Event time of the next retry or timeout.</summary>
    public long NextDue { get; private set; } = long.MaxValue;

    public bool HasUntaken => _untaken > 0;

    public ref Entry this[int at] => ref _entries[at];

    /// <summary>Opens a question unless it is open already or there is no room.</summary>
    public bool Ask(ChainCallKind kind, in UInt256 hash, long now)
    {
        if (_count == _entries.Length)
        {
            return false;
        }

        for (int i = 0; i < _count; i++)
        {
            if (_entries[i].Kind == kind && _entries[i].BlockHash == hash)
            {
                return false;
            }
        }

        _entries[_count++] = new Entry { Kind = kind, BlockHash = hash };
        Pose(_count - 1, now);
        return true;
    }

    /// <summary>Puts the question at this place (again), under a new id.</summary>
    public void Pose(int at, long now)
    {
        ref Entry entry = ref _entries[at];
        entry.Id = _idNext++;
        entry.IsWaiting = false;
        entry.IsTaken = false;
        entry.Due = now + timeoutNs;
        entry.AnswerCount = 0;
        entry.AnswerNext = 0;
        entry.AnswerIsBad = false;
        _untaken++;
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
        call = new ChainCall(_entries[oldest].Id, _entries[oldest].Kind, _entries[oldest].BlockHash);
        return true;
    }

    /// <summary>The place of a question whose answer is awaited, or -1.</summary>
    public int Find(long id, ChainCallKind kind)
    {
        int at = Find(id);
        return at >= 0 && _entries[at].Kind == kind ? at : -1;
    }

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

    /// <summary>The way to the chain is gone, and with it every answer; no question's own fault.</summary>
    public void PostponeAll(long now)
    {
        for (int i = 0; i < _count; i++)
        {
            if (!_entries[i].IsWaiting)
            {
                Postpone(ref _entries[i], now + retryNs);
            }
        }

        FindDue();
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
        public int Tries;

        /// <summary>When it is put again where it waits; otherwise when it counts as failed.</summary>
        public long Due;

        public bool IsWaiting;
        public bool IsTaken;

        /// <summary>Logs of the answer so far, and the index that the next one must not be below.</summary>
        public int AnswerCount;
        public long AnswerNext;

        /// <summary>A log of the answer made no sense: the whole of it proves nothing.</summary>
        public bool AnswerIsBad;
    }
}
