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

    /// <summary>The head that a header's question is about; none where the node does not have it.</summary>
    public OrderInput? HeaderFor(ChainCall call) =>
        call.Kind switch
        {
            ChainCallKind.HeaderLatest => Latest,
            ChainCallKind.HeaderByNumber => ByNumber(call.BlockNumber),
            _ => _heads.GetValueOrDefault(call.BlockHash),
        };

    public void Answer(BlockOrder<WorldSink> order, ChainCall call, InputStamp stamp)
    {
        if (call.Kind is ChainCallKind.LogsByHash or ChainCallKind.AllLogsByHash)
        {
            if (_heads.ContainsKey(call.BlockHash))
            {
                AnswerLogs(order, call, LogsOf(call.BlockHash), stamp);
            }
            else
            {
                order.OnCallFailed(call.Id, in stamp);
            }
        }
        else if (HeaderFor(call) is { } head)
        {
            order.OnHeaderAnswer(call.Id, in head.Head, in stamp);
        }
        else
        {
            order.OnCallFailed(call.Id, in stamp);
        }
    }

    public static void AnswerLogs(
        BlockOrder<WorldSink> order,
        ChainCall call,
        IEnumerable<OrderInput> logs,
        InputStamp stamp
    )
    {
        foreach (OrderInput log in logs)
        {
            order.OnAnswerLog(call.Id, in log.Log, log.Slots, in stamp);
        }

        order.OnLogsAnswerEnd(call.Id, in stamp);
    }

    private OrderInput? ByNumber(long number)
    {
        OrderInput? at = Latest;
        while (at is not null && at.Head.Number > number)
        {
            at = _heads.GetValueOrDefault(at.Head.ParentHash);
        }

        return at?.Head.Number == number ? at : null;
    }
}
