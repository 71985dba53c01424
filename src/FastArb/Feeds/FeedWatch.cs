using System.Globalization;
using FastArb.Feed;

namespace FastArb.Feeds;

/// <summary>
/// Looks at a live feed from beside it, a few times a second: says how far it is, and stops it where the disk
/// has failed. The reader's thread has no time for either.
/// </summary>
internal sealed class FeedWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    // Messages may go to a pipe that nobody reads: what is recorded does not wait for them.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    // Longer, as all is saved by then, and less than what an interruption leaves in all (two seconds).
    private static readonly TimeSpan PatienceAtTheEnd = TimeSpan.FromSeconds(1);

    private const long NanosecondsPerMillisecond = 1_000_000;

    private readonly Func<long> _subscribedChain;
    private readonly FeedCounters _counters;
    private readonly CountedNotices _counted;
    private readonly NoticePrinter _printer;
    private readonly (string Verb, string Object) _doing;
    private readonly Action<ProgressLine>? _also;
    private readonly InputRecorder _input;
    private readonly EventRecorder _events;
    private readonly CancellationTokenSource _stop;
    private readonly ProgressLine _progress;
    private readonly Timer _timer;
    private readonly Lock _saying = new();
    private bool _hasBegun;
    private bool _isStopped;
    private bool _isStuck;
    private bool _isOver;

    public FeedWatch(
        Terminal terminal,
        (string Verb, string Object) doing,
        Func<long> subscribedChain,
        FeedCounters counters,
        FeedNotices notices,
        CountedNotices counted,
        InputRecorder input,
        EventRecorder events,
        CancellationTokenSource stop,
        Action<ProgressLine>? also = null
    )
    {
        _doing = doing;
        _subscribedChain = subscribedChain;
        _counters = counters;
        _counted = counted;
        _progress = new ProgressLine(terminal);
        _printer = new NoticePrinter(_progress, notices);
        _input = input;
        _events = events;
        _stop = stop;
        _also = also;
        _timer = new Timer(_ => Look(), null, Interval, Interval);
    }

    /// <summary>No further look; nothing is said here.</summary>
    public void Stop()
    {
        if (!_isStopped)
        {
            _isStopped = true;
            _isStuck = !_timer.DisposeAsync().AsTask().Wait(Patience);
        }
    }

    /// <summary>
    /// Says what is left to say, once all of it is saved; false: nobody reads it, and it is not waited for.
    /// </summary>
    public bool Finish(string? lastWords = null)
    {
        Stop();
        if (!_isOver)
        {
            _isOver = true;
            _isStuck = !Task.Run(() => SayLast(lastWords)).Wait(_isStuck ? TimeSpan.Zero : PatienceAtTheEnd);
        }

        return !_isStuck;
    }

    public void Dispose() => Finish();

    private void SayLast(string? lastWords)
    {
        // A look that still has not said its words keeps these back.
        lock (_saying)
        {
            try
            {
                _progress.Dispose();
                _counted.Look();
                _printer.Finish();
                _also?.Invoke(_progress);
                if (lastWords is not null)
                {
                    _progress.WriteLine(lastWords);
                }
            }
            catch (IOException)
            {
                // Nobody can be told.
            }
        }
    }

    private void Look()
    {
        if (_input.Fault is not null || _events.Fault is not null)
        {
            _stop.Cancel();
        }

        // The one before may still wait for somebody to read its words. The disk is looked at all the same.
        if (!_saying.TryEnter())
        {
            return;
        }

        try
        {
            Say();
        }
        catch (IOException)
        {
            // Nobody can be told, which is no reason to lose the recording.
        }
        finally
        {
            _saying.Exit();
        }
    }

    private void Say()
    {
        if (!_hasBegun && _subscribedChain() is long id and > 0)
        {
            _hasBegun = true;
            string chain = id.ToString(CultureInfo.InvariantCulture);
            _progress.WriteLine($"{_doing.Verb} {_doing.Object}, chain {chain}; Ctrl-C ends it");
        }

        _also?.Invoke(_progress);

        _counted.Look();
        _printer.Look(Environment.TickCount64 * NanosecondsPerMillisecond);
        _progress.Show(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{_doing.Verb}: {_counters.Frames.Value:#,0} messages, {_counters.Heads.Value:#,0} heads, "
                    + $"{_counters.LogsDecoded.Value:#,0} logs"
            )
        );
    }
}
