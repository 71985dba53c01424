using FastArb.Feed;
using FastArb.Feed.Internals;

namespace FastArb.Scenarios.WebSocket;

/// <summary>Counts its calls, and says stop after a time: no test waits for ever.</summary>
internal sealed class TestIdle : IReceiveIdle
{
    private const long PeriodNs = 1_000_000;

    private readonly long _stopAt;

    public TestIdle(double seconds = 20) => _stopAt = MonotonicClock.Now + (long)(seconds * 1e9);

    public long Calls { get; private set; }

    public long NextDue { get; private set; }

    public bool OnIdle(long now)
    {
        Calls++;
        NextDue = now + PeriodNs;
        return now < _stopAt;
    }
}
