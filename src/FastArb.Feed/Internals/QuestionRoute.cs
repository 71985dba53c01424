using FastArb.Chain;

namespace FastArb.Feed.Internals;

/// <summary>A way to put questions: the WebSocket, or an HTTP endpoint. Off the hot path.</summary>
internal sealed class QuestionRoute
{
    private const long Second = 1_000_000_000;
    private const int PauseDoublingsMax = 6;
    private const long PauseNsMax = 60 * Second;

    private int _pauses;

    /// <summary>Questions that are to be sent.</summary>
    public List<ChainCall> Waiting { get; } = [];

    /// <summary>
    /// The ids in batches since one was answered: whoever refuses a batch does not name them.
    /// </summary>
    public List<long> Batched { get; } = [];

    /// <summary>Whether its chain is the right one, as far as is known.</summary>
    public bool IsChecked { get; set; }

    /// <summary>Given up for good.</summary>
    public bool IsRefused { get; set; }

    /// <summary>Whether it is to be asked for its chain.</summary>
    public bool NeedsCheck { get; set; }

    public bool TakesBatches { get; set; } = true;

    public long PausedUntil { get; private set; }

    public bool IsOpen(long now) => IsChecked && !IsRefused && now >= PausedUntil;

    /// <summary>It asks to be left alone, or failed: it is, for longer each time.</summary>
    public void Pause(long now, long atLeastNs)
    {
        long pause = Math.Min(Second << Math.Min(_pauses++, PauseDoublingsMax), PauseNsMax);
        PausedUntil = Math.Max(PausedUntil, now + Math.Max(pause, atLeastNs));
    }

    /// <summary>It answers again.</summary>
    public void OnAnswered(long now)
    {
        if (now >= PausedUntil)
        {
            _pauses = 0;
        }
    }

    /// <summary>Another connection: nothing that was said on the last one holds.</summary>
    public void Reset()
    {
        Waiting.Clear();
        Batched.Clear();
        IsChecked = false;
    }
}
