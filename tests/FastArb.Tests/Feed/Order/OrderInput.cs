using FastArb.Chain;
using FastArb.Feed;

namespace FastArb.Tests.Feed.Order;

/// <summary>One notification: a head, or a log with its slots.</summary>
internal sealed class OrderInput
{
    public bool IsHead;
    public BlockHead Head;
    public LogEnvelope Log;
    public ChainEvent[] Slots = [];

    /// <summary>The log, taken back.</summary>
    public OrderInput Removal()
    {
        LogEnvelope log = Log;
        log.Removed = true;
        return new OrderInput { Log = log, Slots = Slots };
    }
}
