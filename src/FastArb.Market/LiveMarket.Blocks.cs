using FastArb.Chain;
using FastArb.Market.Internals;

namespace FastArb.Market;

/// <content>Blocks that begin, are sealed and are taken back; answers; and pools that come and go.</content>
public sealed partial class LiveMarket
{
    private readonly List<PoolJob> _whole = [];
    private readonly List<PoolJob> _failed = [];
    private readonly Queue<MarketNotice> _notices = [];
    private AnswerText? _answer;
    private bool _wasComplete;
    private bool? _saidMulticall;

    /// <summary>How many notices went because nobody took them.</summary>
    public long NoticesLost { get; private set; }

    /// <summary>Something that is worth a line.</summary>
    public bool TryTakeNotice(out MarketNotice notice) => _notices.TryDequeue(out notice);

    private MarketUpdate OnOther(ref readonly ChainEvent e)
    {
        // Whether somebody has asked for them or not, they are of the states before this event.
        Prices.Settle();
        switch (e.Kind)
        {
            case ChainEventKind.BlockBegin:
                _head = new BlockIdentity(e.BlockNumber, e.Words[0]);
                Table.BeginBlock(e.BlockNumber);
                _loader.OnBegin(_head);
                BeginReadings();
                return new MarketUpdate(MarketUpdateKind.BlockBegan);
            case ChainEventKind.BlockSealed:
                OnSealed();
                return new MarketUpdate(MarketUpdateKind.BlockSealed);
            case ChainEventKind.Reorg:
                return OnReorg(new BlockIdentity(e.BlockNumber, e.Words[0]));
            case ChainEventKind.Resynchronise:
                return Restart(
                    new BlockIdentity(e.BlockNumber, e.Words[0]),
                    "what lies between the last block and the next one is not known"
                );
            case ChainEventKind.Answer:
                _answer = new AnswerText(in e);
                return OnAnswer();
            case ChainEventKind.AnswerPart:
                _answer?.Add(in e);
                return OnAnswer();
            default:
                return default;
        }
    }

    private void OnSealed()
    {
        if (!_loader.IsDone)
        {
            for (int pool = 0; pool < _isLive.Length && _buffer.Count > 0; pool++)
            {
                if (_loader.IsUnpinned(pool))
                {
                    _buffer.Release(pool);
                }
            }
        }

        _loader.OnSealed(_head);
        EnterReady();
        Prices.Seal(_head.Number);
        _audit.OnSealed(_head);
        BeginReadings();
    }

    private MarketUpdate OnReorg(BlockIdentity head)
    {
        _head = head;
        if (!Table.UndoTo(head.Number))
        {
            return Restart(head, "the chain was reorganised deeper than can be undone");
        }

        Prices.UndoTo(head.Number);
        _buffer.ReleaseAbove(head.Number);
        _audit.OnReorg(head.Number);

        // What became live above the new head has no earlier state; it is known nowhere but on the chain.
        for (int pool = 0; pool < _isLive.Length; pool++)
        {
            if (_isLive[pool] && Table.StatusOf(pool) != PoolStatus.Live)
            {
                Leave(pool);
                _loader.Want(pool);
            }
        }

        _loader.OnReorg(head);
        BeginReadings();
        return new MarketUpdate(MarketUpdateKind.Undone);
    }

    private MarketUpdate Restart(BlockIdentity head, string why)
    {
        _head = head;
        Prices.Clear();
        _audit.AbandonAll();
        for (int pool = 0; pool < _isLive.Length; pool++)
        {
            _buffer.Release(pool);
            if (_isLive[pool])
            {
                Leave(pool);
            }

            Table.SetStatus(pool, PoolStatus.Loading);
        }

        // Pools may enter before the next block begins.
        Table.BeginBlock(head.Number);
        _loader.Restart(head);
        Say(MarketNoticeKind.Restarted, None, why);
        BeginReadings();
        return new MarketUpdate(MarketUpdateKind.Lost);
    }

    private MarketUpdate OnAnswer()
    {
        if (_answer is not { IsWhole: true } answer)
        {
            return default;
        }

        _answer = null;
        if (!_board.Take(answer.Tag, answer.Outcome, answer.Bytes, _whole, _failed))
        {
            return default;
        }

        SayMulticall();
        foreach (PoolJob job in _failed)
        {
            if (job.Expected is null)
            {
                _loader.OnFailed(job);
            }
            else
            {
                _audit.OnFailed(job);
            }
        }

        foreach (PoolJob job in _whole)
        {
            OnWhole(job);
        }

        _failed.Clear();
        _whole.Clear();
        EnterReady();
        BeginReadings();
        return _moved.Count > 0 ? new MarketUpdate(MarketUpdateKind.PoolsMoved) : default;
    }

    private void OnWhole(PoolJob job)
    {
        if (job.IsOver)
        {
            return;
        }

        if (job.Expected is not null)
        {
            if (_audit.OnWhole(job) is { } difference)
            {
                DifferenceCount++;
                Quarantine(job.Pool, MarketNoticeKind.Differs, $"after block {job.Pin}: {difference}");
            }
        }
        else if (_loader.OnWhole(job) is { } refusal)
        {
            Refuse(job.Pool, refusal);
        }
    }

    private void EnterReady()
    {
        while (_loader.TakeReady() is { } job)
        {
            Enter(job);
        }
    }

    // What was read, and the logs since.
    private void Enter(PoolJob job)
    {
        int pool = job.Pool;
        LogFault fault = Table.TryLoad(pool, job.Reading.Content!, PoolStatus.Loading);
        if (fault != LogFault.None)
        {
            _buffer.Release(pool);
            if (fault == LogFault.NoRoom)
            {
                _loader.Refuse(pool);
                Refuse(pool, "there is no room for its ticks");
            }
            else if (_loader.IsRefused(pool))
            {
                Refuse(pool, "its ticks cannot be");
            }

            return;
        }

        LogBuffer.Reader logs = _buffer.Above(pool, job.Pin.Number);
        while (fault == LogFault.None && logs.MoveNext())
        {
            ref readonly LogBuffer.Entry log = ref logs.Current;
            fault = Table.Apply(pool, in log.Change, log.TransactionIndex);
        }

        _buffer.Release(pool);
        if (fault != LogFault.None)
        {
            FaultCount++;
            Quarantine(
                pool,
                MarketNoticeKind.Quarantined,
                $"a log since block {job.Pin} does not fit: {fault}"
            );
            return;
        }

        Table.SetStatus(pool, PoolStatus.Live);
        _isLive[pool] = true;
        _loader.OnLive(pool);
        LiveCount++;
        _moved.Add(pool);
    }

    private void Refuse(int pool, string sentence)
    {
        _buffer.Release(pool);
        Table.SetStatus(pool, PoolStatus.Quarantined);
        Say(MarketNoticeKind.Refused, pool, sentence);
    }

    private void Quarantine(int pool, MarketNoticeKind notice, string sentence)
    {
        if (_isLive[pool])
        {
            Leave(pool);
        }

        Table.SetStatus(pool, PoolStatus.Quarantined);
        _loader.Want(pool);
        Say(notice, pool, sentence);
    }

    private void Leave(int pool)
    {
        _isLive[pool] = false;
        LiveCount--;
        _moved.Add(pool);
        _audit.OnLeft(pool);
    }

    private void BeginReadings()
    {
        _loader.Start();
        _board.Ask();
        bool isComplete = IsComplete;
        if (isComplete && !_wasComplete)
        {
            int refused = _loader.Progress.Refused;
            Say(MarketNoticeKind.Complete, None, $"{LiveCount} pools are live, {refused} refused");
            SayUntried();
        }

        _wasComplete = isComplete;
    }

    private void SayUntried()
    {
        int untried = 0;
        for (int pool = 0; pool < _isLive.Length; pool++)
        {
            untried += _isLive[pool] && _admission.IsUntried(pool) ? 1 : 0;
        }

        if (untried > 0)
        {
            Say(MarketNoticeKind.Untried, None, $"the node has not tried the tokens of {untried} pools out");
        }
    }

    private void SayMulticall()
    {
        if (_board.HasMulticall is { } has && has != _saidMulticall)
        {
            _saidMulticall = has;
            string what = has ? "pools are read through Multicall3" : "Multicall3 is not deployed here";
            Say(MarketNoticeKind.Multicall, None, what);
        }
    }

    private void Say(MarketNoticeKind kind, int pool, string sentence)
    {
        if (_notices.Count >= _options.NoticesMax)
        {
            _notices.Dequeue();
            NoticesLost++;
        }

        _notices.Enqueue(new MarketNotice(kind, pool, _head.Number, sentence));
    }
}
