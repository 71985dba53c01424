using System.Diagnostics;

namespace FastArb;

/// <summary>
/// One line on a terminal that says how far slow work is: silent for the first two seconds, and wherever
/// nobody looks. Other messages meanwhile go through it, so that none begins behind the line. One caller at a
/// time.
/// </summary>
internal sealed class ProgressLine : IDisposable
{
    private static readonly TimeSpan PatienceOfPeople = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Terminal _terminal;
    private readonly TimeSpan _patience;
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _lastShown;
    private int _shownLength;

    public ProgressLine(Terminal terminal, TimeSpan? patience = null)
    {
        _terminal = terminal;
        _patience = patience ?? PatienceOfPeople;
    }

    public void Show(string text)
    {
        if (
            !_terminal.ShowsProgress
            || Stopwatch.GetElapsedTime(_start) < _patience
            || (_shownLength > 0 && Stopwatch.GetElapsedTime(_lastShown) < Pause)
        )
        {
            return;
        }

        _terminal.Messages.Write('\r' + text.PadRight(_shownLength));
        _shownLength = Math.Max(_shownLength, text.Length);
        _lastShown = Stopwatch.GetTimestamp();
    }

    /// <summary>A message on a line of its own; how far the work is comes again below it.</summary>
    public void WriteLine(string message)
    {
        Clear();
        _terminal.Messages.WriteLine(message);
    }

    public void Dispose() => Clear();

    private void Clear()
    {
        if (_shownLength > 0)
        {
            _terminal.Messages.Write('\r' + new string(' ', _shownLength) + '\r');
            _shownLength = 0;
        }
    }
}
