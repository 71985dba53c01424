using System.Diagnostics;

namespace FastArb;

/// <summary>
/// One line on a terminal that says how far slow work is: silent for the first two seconds, and wherever
/// nobody looks.
/// </summary>
internal sealed class ProgressLine : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Terminal _terminal;
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _lastShown;
    private int _shownLength;

    public ProgressLine(Terminal terminal) => _terminal = terminal;

    public void Show(string text)
    {
        if (
            !_terminal.ShowsProgress
            || Stopwatch.GetElapsedTime(_start) < Patience
            || (_shownLength > 0 && Stopwatch.GetElapsedTime(_lastShown) < Pause)
        )
        {
            return;
        }

        _terminal.Messages.Write('\r' + text.PadRight(_shownLength));
        _shownLength = Math.Max(_shownLength, text.Length);
        _lastShown = Stopwatch.GetTimestamp();
    }

    public void Dispose()
    {
        if (_shownLength > 0)
        {
            _terminal.Messages.Write('\r' + new string(' ', _shownLength) + '\r');
        }
    }
}
