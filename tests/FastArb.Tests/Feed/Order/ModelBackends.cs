using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;

namespace FastArb.Tests.Feed.Order;

/// <summary>
/// Several backends behind one address: each is some blocks behind the chain, knows nothing newer, and
/// says "no
/// logs" of a block that it does not have. One answer in so many is altered.
/// </summary>
internal sealed class ModelBackends(ModelChain model, OrderRun run, SeededBits bits)
{
    public int Count { get; init; } = 3;

    public int LagMax { get; set; }

    public int LieOneIn { get; init; }

    public long Questions { get; private set; }

    /// <summary>Answers "no logs" for a block that has some.</summary>
    public long StaleEmpties { get; private set; }

    /// <summary>Altered answers to questions that were open.</summary>
    public long Lies { get; private set; }

    public long[] LiesOfKind { get; } = new long[LieKinds];

    private const int LieKinds = 8;

    private readonly HashSet<(UInt256 Block, long Digest)> _told = [];

    private int[] _lags = [];

    public void Answer(ChainCall call, InputStamp stamp)
    {
        Questions++;
        if (_lags.Length == 0)
        {
            _lags = new int[Count];
        }

        // Each drifts on its own.
        ref int lag = ref _lags[call.Turn % Count];
        lag = Below(4) == 0 ? Below(LagMax + 1) : lag;
        lag = Math.Min(lag, LagMax);
        long head = model.HeadNumber - lag;
        bool lies = LieOneIn > 0 && Below(LieOneIn) == 0 && run.Order.TryFindCall(call.Id, out _);
        if (call.Kind is ChainCallKind.LogsByHash or ChainCallKind.AllLogsByHash)
        {
            AnswerLogs(call, head, lies, stamp);
            return;
        }

        OrderInput? answer = call.Kind switch
        {
            ChainCallKind.HeaderLatest => model.At(head)?.Head,
            ChainCallKind.HeaderByNumber => call.BlockNumber > head ? null : model.At(call.BlockNumber)?.Head,
            _ => model.Node.HeaderFor(call),
        };
        if (answer is null || answer.Head.Number > head)
        {
            run.Order.OnCallFailed(call.Id, in stamp);
            return;
        }

        BlockHead header = lies ? Altered(answer.Head) : answer.Head;
        run.Order.OnHeaderAnswer(call.Id, in header, in stamp);
    }

    private void AnswerLogs(ChainCall call, long head, bool lies, InputStamp stamp)
    {
        OrderInput? block = model.Node.Knows(call.BlockHash) ? model.Node.HeadOf(call.BlockHash) : null;
        bool isKnown = block is not null && block.Head.Number <= head;
        List<OrderInput> logs = isKnown ? [.. model.Node.LogsOf(call.BlockHash)] : [];
        StaleEmpties += !isKnown && model.Node.LogsOf(call.BlockHash).Count > 0 ? 1 : 0;
        if (lies && isKnown)
        {
            // The same lie told twice about one block is a node that lies consistently: another promise.
            List<OrderInput> altered = [.. logs];
            int kind = Alter(altered, block!.Head);
            long digest = altered.Aggregate(0L, (sum, log) => (sum * 31) + ModelTruth.DigestOf(log));
            if (_told.Add((call.BlockHash, digest)))
            {
                Tell(kind);
                logs = altered;
            }
        }

        ScriptedChain.AnswerLogs(run.Order, call, logs, stamp);
    }

    private int Alter(List<OrderInput> logs, BlockHead head)
    {
        int at = logs.Count == 0 ? 0 : Below(logs.Count);
        int kind = logs.Count == 0 ? 3 : Below(4);
        switch (kind)
        {
            case 0:
                ChainEvent[] slots = [.. logs[at].Slots];
                slots[0].Words[1] ^= new UInt256(1ul << Below(60));
                logs[at] = new OrderInput { Log = logs[at].Log, Slots = slots };
                break;
            case 1:
                logs.RemoveAt(at);
                break;
            case 2:
                logs[^1] = Numbered(logs[^1], logs[^1].Log.LogIndex + 1, head.Hash);
                break;
            default:
                OrderInput extra =
                    logs.Count > 0 ? logs[^1] : model.Blocks.First(b => b.Logs.Count > 0).Logs[0];
                logs.Add(Numbered(extra, extra.Log.LogIndex + 3, head.Hash, head.Number));
                break;
        }

        return kind;
    }

    private BlockHead Altered(BlockHead head)
    {
        int kind = 4 + Below(4);
        Tell(kind);
        var other = new UInt256(bits.NextUInt64(), 1, 1, 8);
        switch (kind)
        {
            case 4:
                head.Timestamp++;
                break;
            case 5:
                head.ParentHash = other;
                break;
            case 6:
                head.BaseFee += new UInt256(1);
                break;
            default:
                // Its contents are no longer what the hash is made of.
                head.Hash = other;
                return head;
        }

        head.ComputedHash = other;
        return head;
    }

    private void Tell(int kind)
    {
        Lies++;
        LiesOfKind[kind]++;
    }

    private static OrderInput Numbered(OrderInput log, uint index, UInt256 hash, long number = -1)
    {
        LogEnvelope envelope = log.Log;
        envelope.LogIndex = index;
        envelope.BlockHash = hash;
        envelope.BlockNumber = number < 0 ? envelope.BlockNumber : number;
        ChainEvent[] slots = [.. log.Slots];
        foreach (ref ChainEvent slot in slots.AsSpan())
        {
            slot.LogIndex = index;
            slot.BlockNumber = envelope.BlockNumber;
        }

        return new OrderInput { Log = envelope, Slots = slots };
    }

    private int Below(int limit) => (int)(bits.NextUInt64() % (ulong)limit);
}
