using FastArb.Feed;

namespace FastArb.Scenarios.WebSocket;

/// <summary>Says stop once, when it has been told to.</summary>
internal sealed class StopOnce : IReceiveIdle
{
    public bool Armed { get; set; }

    public long NextDue { get; private set; }

    public bool OnIdle(long now)
    {
        NextDue = now + 1_000_000;
        bool stop = Armed;
        Armed = false;
        return !stop;
    }
}
