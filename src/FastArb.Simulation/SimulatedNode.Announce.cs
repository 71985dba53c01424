using FastArb.Simulation.Internals;

namespace FastArb.Simulation;

/// <content>What subscribers are told of the chain.</content>
public sealed partial class SimulatedNode
{
    private readonly List<(SimulatedBlock Block, int Log, bool IsRemoved, bool IsLate)> _news = [];

    /// <summary>
    /// The chain has changed: blocks were dropped (the lowest first) and others added. Tells subscribers, as
    /// geth would or as the faults say: removed logs first, then head and logs of each block.
    /// </summary>
    public void OnChainChanged(
        IReadOnlyList<SimulatedBlock> dropped,
        IReadOnlyList<SimulatedBlock> added,
        long now
    )
    {
        ArgumentNullException.ThrowIfNull(dropped);
        ArgumentNullException.ThrowIfNull(added);
        _news.Clear();
        bool isShuffled = false;
        if (dropped.Any(block => !block.Logs.IsEmpty) && !_draws.Hits(_faults, FaultKind.RemovedNone))
        {
            bool isLate = _draws.Hits(_faults, FaultKind.RemovedLate);
            isShuffled = !isLate && _draws.Hits(_faults, FaultKind.RemovedShuffled);
            foreach (SimulatedBlock block in dropped)
            {
                AddLogs(block, isRemoved: true, isLate);
            }
        }

        bool onlyTip = added.Count > 1 && _draws.Hits(_faults, FaultKind.TipOnly);
        for (int i = 0; i < added.Count; i++)
        {
            AddBlock(added[i], withHead: !onlyTip || i == added.Count - 1);
        }

        if (isShuffled)
        {
            Shuffle();
        }

        foreach (NodeConnection connection in _connections.Values)
        {
            Tell(connection, now);
        }
    }

    private void AddBlock(SimulatedBlock block, bool withHead)
    {
        bool logsFirst = !block.Logs.IsEmpty && withHead && _draws.Hits(_faults, FaultKind.LogsFirst);
        if (withHead && !logsFirst)
        {
            _news.Add((block, -1, false, false));
        }

        AddLogs(block, isRemoved: false, isLate: false);
        if (logsFirst)
        {
            _news.Add((block, -1, false, false));
        }
    }

    private void AddLogs(SimulatedBlock block, bool isRemoved, bool isLate)
    {
        for (int i = 0; i < block.Logs.Length; i++)
        {
            _news.Add((block, i, isRemoved, isLate));
        }
    }

    private void Shuffle()
    {
        for (int i = _news.Count - 1; i > 0; i--)
        {
            int other = _draws.Below(_faults, FaultKind.RemovedShuffled, i + 1);
            (_news[i], _news[other]) = (_news[other], _news[i]);
        }
    }

    private void Tell(NodeConnection connection, long now)
    {
        if (connection.Subscriptions.Count == 0 || connection.IsEnding)
        {
            return;
        }

        foreach ((SimulatedBlock block, int log, bool isRemoved, bool isLate) in _news)
        {
            foreach (NodeSubscription subscription in connection.Subscriptions)
            {
                bool isWanted = subscription.Filter is LogFilter filter
                    ? log >= 0 && filter.Matches(block.Logs[log])
                    : log < 0;
                if (isWanted && !subscription.IsSilent)
                {
                    byte[] text = Notification(subscription, block, log, isRemoved);
                    long late = isLate ? _faults.LateMs * NanosecondsPerMs : 0;
                    SendNotification(connection, subscription, text, now, late);
                }
            }
        }
    }

    private static byte[] Notification(
        NodeSubscription subscription,
        SimulatedBlock block,
        int log,
        bool isRemoved
    )
    {
        ReadOnlySpan<byte> told = log < 0 ? block.HeadText : block.LogText(log);
        return isRemoved
            ? [.. subscription.Beginning, .. told[..^BlockText.NotRemoved.Length], .. "true}}}"u8]
            : [.. subscription.Beginning, .. told, .. "}}"u8];
    }
}
