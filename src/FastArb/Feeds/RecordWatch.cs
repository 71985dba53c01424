using System.Globalization;
using FastArb.Feed;

namespace FastArb.Feeds;

/// <summary>
/// Looks at a recording from beside it, a few times a second: says how far it is, and stops it where the disk
/// has failed. The reader's thread has no time for either.
/// </summary>
internal sealed class RecordWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private const long NanosecondsPerMillisecond = 1_000_000;

    private readonly FeedSession<RingSink> _session;
    private readonly FeedCounters _counters;
    private readonly CountedNotices _counted;
    private readonly NoticePrinter _printer;
    private readonly string _what;
    private readonly InputRecorder _input;
    private readonly EventRecorder _events;
    private readonly CancellationTokenSource _stop;
    private readonly ProgressLine _progress;
    private readonly Timer _timer;
    private bool _hasBegun;

    public RecordWatch(
        Terminal terminal,
        string what,
        FeedSession<RingSink> session,
        FeedCounters counters,
        FeedNotices notices,
        CountedNotices counted,
        InputRecorder input,
        EventRecorder events,
        CancellationTokenSource stop
    )
    {
        _what = what;
        _session = session;
        _counters = counters;
        _counted = counted;
        _progress = new ProgressLine(terminal);
        _printer = new NoticePrinter(_progress, notices);
        _input = input;
        _events = events;
        _stop = stop;
        _timer = new Timer(_ => Look(), null, Interval, Interval);
    }

    public void Dispose()
    {
        using ManualResetEvent over = new(false);
        if (_timer.Dispose(over))
        {
            over.WaitOne();
        }

        try
        {
            _progress.Dispose();
            _counted.Look();
            _printer.Finish();
        }
        catch (IOException)
        {
            // Nobody can be told.
        }
    }

    private void Look()
    {
        if (_input.Fault is not null || _events.Fault is not null)
        {
            _stop.Cancel();
        }

        try
        {
            Say();
        }
        catch (IOException)
        {
            // Nobody can be told, which is no reason to lose the recording.
        }
    }

    private void Say()
    {
        if (!_hasBegun && _session.IsSubscribed)
        {
            _hasBegun = true;
            string chain = _session.ChainId.ToString(CultureInfo.InvariantCulture);
            _progress.WriteLine($"recording {_what}, chain {chain}; Ctrl-C ends it");
        }

        _counted.Look();
        _printer.Look(Environment.TickCount64 * NanosecondsPerMillisecond);
        _progress.Show(
            string.Create(
                CultureInfo.InvariantCulture,
                $"recording: {_counters.Frames.Value:#,0} messages, {_counters.Heads.Value:#,0} heads, "
                    + $"{_counters.LogsDecoded.Value:#,0} logs"
            )
        );
    }
}
