using FastArb.Chain;

namespace FastArb.Feed.Internals;

/// <summary>A way to put questions: the WebSocket, or an HTTP endpoint. Off the hot path.</summary>
internal sealed class QuestionRoute(ulong seed)
{
    private const long Second = 1_000_000_000;
    private const long NanosecondsPerTick = 100;
    private const int PauseDoublingsMax = 6;
    private const long PauseNsMax = 60 * Second;

    // However long a node wants peace: a question that waits longer has lost its meaning.
    private const long AskedNsMax = 600 * Second;

    // Answers of that many questions may still come; a node that owes more will not pay.
    private const int LongAskedMax = 256;

    private readonly ReconnectPolicy _policy = new(seed);
    private int _failures;

    /// <summary>Questions that are to be sent.</summary>
    public List<ChainCall> Waiting { get; } = [];

    /// <summary>
    /// The ids in batches since one was answered: whoever refuses a batch does not name them.
    /// </summary>
    public List<long> Batched { get; } = [];

    /// <summary>
    /// The ids of questions for logs and to contracts that are not answered: one may be answered with too
    /// much.
    /// </summary>
    public List<long> LongAsked { get; } = [];

    /// <summary>Whether its chain is the right one, as far as is known.</summary>
    public bool IsChecked { get; set; }

    /// <summary>Given up for good.</summary>
    public bool IsRefused { get; set; }

    /// <summary>Whether it is to be asked for its chain.</summary>
    public bool NeedsCheck { get; set; }

    public bool TakesBatches { get; set; } = true;

    public long PausedUntil { get; private set; }

    /// <summary>It has failed, and answered nothing since.</summary>
    public bool IsFailing => _failures > 0;

    public bool IsOpen(long now) => IsChecked && !IsRefused && now >= PausedUntil;

    /// <summary>It failed: it is left alone, for longer each time. False while it was already.</summary>
    public bool Fail(long now)
    {
        if (now < PausedUntil)
        {
            return false;
        }

        PausedUntil = now + Math.Min(Second << Math.Min(_failures++, PauseDoublingsMax), PauseNsMax);
        return true;
    }

    /// <summary>
    /// It asks to be left alone, perhaps for so long: as a node that limits connections is. What was on
    /// its way
    /// when it said so first says nothing new: then false.
    /// </summary>
    public bool Limit(long now, long askedNs)
    {
        long asked = Math.Clamp(askedNs, 0, AskedNsMax);
        if (now < PausedUntil)
        {
            PausedUntil = Math.Max(PausedUntil, now + asked);
            return false;
        }

        _policy.OnTry(now);
        _policy.OnLimited(TimeSpan.FromTicks(asked / NanosecondsPerTick), now);
        PausedUntil = _policy.RetryAt;
        return true;
    }

    /// <summary>It answers again.</summary>
    public void OnAnswered(long now)
    {
        if (now < PausedUntil)
        {
            return;
        }

        _failures = 0;
        if (_policy.IsLimited)
        {
            _policy.OnHealthy(now - PausedUntil);
        }
    }

    public void OnAsked(ref readonly ChainCall call)
    {
        if (CallTable.IsForLogs(call.Kind) || call.Kind == ChainCallKind.Contract)
        {
            if (LongAsked.Count == LongAskedMax)
            {
                LongAsked.RemoveAt(0);
            }

            LongAsked.Add(call.Id);
        }
    }

    /// <summary>Another connection: nothing that was said on the last one holds.</summary>
    public void Reset()
    {
        Waiting.Clear();
        Batched.Clear();
        LongAsked.Clear();
        IsChecked = false;
    }
}
