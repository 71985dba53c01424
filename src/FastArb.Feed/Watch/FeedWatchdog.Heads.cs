namespace FastArb.Feed;

public sealed partial class FeedWatchdog
{
    // Announcements travel another way than answers, and may be overtaken by them.
    private const long OvertakenNs = 500 * MillisecondNs;
    private const long LateNs = 250 * MillisecondNs;
    private const long ProbePauseMinNs = SecondNs;

    // A little over 30 s, so that no two reach a node within 30 s, however the reader's thread is delayed.
    private const long ProbePauseMaxNs = (30 * SecondNs) + PeriodNs;
    private const int HaltIntervals = 10;

    // The highest block that the node is known to have had without being blamed for its silence.
    private long _known;
    private long _knownSince;
    private long _nextProbe;
    private long _probePause = ProbePauseMinNs;
    private long _asked;
    private bool _isProbing;
    private bool _hasGround;
    private bool _isHalted;
    private int _silences;

    private void BeginSubscription(long now)
    {
        _isProbing = false;
        _hasGround = false;
        _since = now;
    }

    private void Measure(long now)
    {
        // Read before the number: an answer whose number is older than its time would look like silence.
        long answered = _pulse.ProbeAnswered;
        long head = _pulse.Head;
        if (_subscribed != 0 && head >= _subscribed)
        {
            _hasGround = true;
            _isProbing &= head <= _asked;
        }

        if (_interval.Add(head, _pulse.HeadNumber))
        {
            _silences = 0;
        }

        // What is asked upon subscribing names the chain's end then: the ground to judge silence from. So
        // does any answer that was not waited for.
        bool isGround = _subscribed != 0 && answered >= _subscribed && !(_isProbing && _hasGround);
        _isProbing &= !isGround;
        _hasGround |= isGround;
        long known = Math.Max(_pulse.HeadNumber, isGround ? _pulse.ProbeNumber : 0);
        if (known > _known)
        {
            _known = known;
            _isHalted = false;
            _knownSince = now;
            _probePause = ProbePauseMinNs;
            _nextProbe = 0;
        }
    }

    private void WatchHeads(long now)
    {
        if (_isProbing)
        {
            JudgeProbe(now);
            return;
        }

        // Half an interval is left for the answer, and for what our idea of the interval is wrong by.
        long alive = Math.Max(_since, _pulse.Head);
        long late = _interval.Median + (_interval.Median / 2) + LateNs;
        if (now - alive >= late && now >= _nextProbe && Post(FeedVerdict.Probe, now))
        {
            _asked = now;
            _isProbing = true;
            _nextProbe = now + (_isHalted ? ProbePauseMaxNs : _probePause);
            _probePause = Math.Min(_probePause * 2, ProbePauseMaxNs);
        }
    }

    private void JudgeProbe(long now)
    {
        long answered = _pulse.ProbeAnswered;
        if (answered < _asked)
        {
            JudgeNoAnswer(now);
        }
        else if (_pulse.ProbeNumber <= _known)
        {
            _isProbing = false;
            JudgeStill(now);
        }
        else if (HasPassed(answered + OvertakenNs, now))
        {
            // Anew and silent again: its answers may come from elsewhere, and it hears of no block itself.
            FeedVerdict verdict = _silences == 0 ? FeedVerdict.SilentHeads : FeedVerdict.NodeBehind;
            _silences += Post(verdict, now) ? 1 : 0;
        }
    }

    private void JudgeNoAnswer(long now)
    {
        long sent = _pulse.Probed;
        if (sent <= _pulse.ProbeAnswered)
        {
            // No question is out: the node may have asked for a pause.
            _isProbing = now - _asked < ProbePauseMaxNs;
            return;
        }

        long from = Math.Max(sent, _asked);
        long patience = _pulse.Received > from ? 3 * _probeTimeoutNs : _probeTimeoutNs;
        if (HasPassed(from + patience, now))
        {
            Post(FeedVerdict.SilentNode, now);
        }
    }

    private void JudgeStill(long now)
    {
        long still = Math.Max(HaltIntervals * _interval.Median, _haltAfterNs);
        if (!_isHalted && now - _knownSince >= still && Post(FeedVerdict.ChainHalted, now))
        {
            _isHalted = true;
            _nextProbe = now + ProbePauseMaxNs;
        }
    }

    // The reader has gone round since, so what came until then has been seen.
    private bool HasPassed(long time, long now) => now >= time && _pulse.Loop >= time;
}
