using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;

namespace FastArb.Tests.Feed.Order;

/// <summary>
/// A node that knows every block and answers questions late, in any order, or with an error.
/// </summary>
internal sealed class ScriptedChain
{
    private readonly Dictionary<UInt256, OrderInput> _heads = [];
    private readonly Dictionary<UInt256, SortedDictionary<uint, OrderInput>> _logs = [];

    /// <summary>Where the chain ends, as the node has it.</summary>
    public OrderInput? Latest { get; set; }

    public void Know(OrderInput input)
    {
        if (input.IsHead)
        {
            _heads[input.Head.Hash] = input;
        }
        else
        {
            if (!_logs.TryGetValue(input.Log.BlockHash, out SortedDictionary<uint, OrderInput>? logs))
            {
                _logs[input.Log.BlockHash] = logs = [];
            }

            LogEnvelope log = input.Log;
            log.Removed = false;
            logs[log.LogIndex] = new OrderInput { Log = log, Slots = input.Slots };
        }
    }

    public OrderInput HeadOf(UInt256 hash) => _heads[hash];

    public bool Knows(UInt256 hash) => _heads.ContainsKey(hash);

    public IReadOnlyCollection<OrderInput> LogsOf(UInt256 hash) =>
        _logs.TryGetValue(hash, out SortedDictionary<uint, OrderInput>? logs) ? logs.Values : [];

    public void Answer(BlockOrder<WorldSink> order, ChainCall call, InputStamp stamp)
    {
        OrderInput? head =
            call.Kind == ChainCallKind.HeaderLatest ? Latest : _heads.GetValueOrDefault(call.BlockHash);
        if (head is null)
        {
            order.OnCallFailed(call.Id, in stamp);
            return;
        }

        if (call.Kind is ChainCallKind.HeaderByHash or ChainCallKind.HeaderLatest)
        {
            order.OnHeaderAnswer(call.Id, in head.Head, in stamp);
            return;
        }

        foreach (OrderInput log in LogsOf(call.BlockHash))
        {
            order.OnAnswerLog(call.Id, in log.Log, log.Slots, in stamp);
        }

        order.OnLogsAnswerEnd(call.Id, in stamp);
    }
}
