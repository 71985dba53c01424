using FastArb.Chain;
using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Order;

/// <summary>
/// Feeds inputs to a block order as the sequencer does: timers first, then the input, then calls.
/// </summary>
internal sealed class OrderRun
{
    public const long Millisecond = 1_000_000;

    private readonly SeededBits _bits;
    private readonly List<(long Due, ChainCall Call)> _asked = [];
    private long _position;
    private bool _isCut;

    public OrderRun(
        ScriptedChain chain,
        BlockOrderOptions? options = null,
        WatchRules? rules = null,
        ulong seed = 0,
        LinearWorld? world = null
    )
    {
        Chain = chain;
        _bits = new SeededBits(seed);
        World = world ?? new LinearWorld();
        Order = new BlockOrder<WorldSink>(
            options ?? new BlockOrderOptions { BlocksMax = 128, LogSlotsMax = 4_096 },
            rules ?? new WatchRules([WatchRule.Everything]),
            new WorldSink(World)
        );
    }

    public ScriptedChain Chain { get; }

    public LinearWorld World { get; }

    public BlockOrder<WorldSink> Order { get; }

    public long Now { get; private set; } = 1_700_000_000_000 * Millisecond;

    /// <summary>One answer in so many is an error; 0: none.</summary>
    public ulong FailureOneIn { get; set; }

    /// <summary>An answer takes up to so long.</summary>
    public long DelayMax { get; init; } = 5 * Millisecond;

    /// <summary>Who answers; null: the chain itself.</summary>
    public Action<ChainCall, InputStamp>? AnswerBy { get; set; }

    public bool Answers { get; set; } = true;

    public List<ChainCall> Calls { get; } = [];

    public void Feed(OrderInput input, long after = Millisecond)
    {
        PassTime(after);
        if (_isCut)
        {
            Subscribe();
        }

        InputStamp stamp = Stamp();
        if (input.IsHead)
        {
            Chain.Latest = input;
            Order.OnHead(in input.Head, in stamp);
        }
        else
        {
            Order.OnLog(in input.Log, input.Slots, in stamp);
        }

        TakeCalls();
    }

    public void Disconnect()
    {
        _isCut = true;
        _asked.Clear();
        InputStamp stamp = Stamp();
        Order.OnDisconnected(in stamp);
        TakeCalls();
    }

    public void Subscribe()
    {
        _isCut = false;
        InputStamp stamp = Stamp();
        Order.OnSubscribed(in stamp);
        TakeCalls();
    }

    /// <summary>Timers and answers in the order of their times.</summary>
    public void PassTime(long span)
    {
        long until = Now + span;
        while (true)
        {
            int next = -1;
            for (int i = 0; i < _asked.Count; i++)
            {
                if (_asked[i].Due <= until && (next < 0 || _asked[i].Due < _asked[next].Due))
                {
                    next = i;
                }
            }

            long due = Order.NextDue;
            if (due <= until && (next < 0 || due <= _asked[next].Due))
            {
                Now = Math.Max(Now, due);
                Order.OnDue(due);
                Assert.True(Order.NextDue > due || Order.NextDue >= Now, "time stands still");
            }
            else if (next >= 0)
            {
                (Now, ChainCall call) = _asked[next];
                _asked.RemoveAt(next);
                InputStamp stamp = Stamp();
                if (FailureOneIn > 0 && _bits.NextUInt64() % FailureOneIn == 0)
                {
                    Order.OnCallFailed(call.Id, in stamp);
                }
                else
                {
                    if (AnswerBy is null)
                    {
                        Chain.Answer(Order, call, stamp);
                    }
                    else
                    {
                        AnswerBy(call, stamp);
                    }
                }
            }
            else
            {
                break;
            }

            TakeCalls();
        }

        Now = until;
    }

    public InputStamp Stamp() => new(Now, ++_position, _position);

    /// <summary>Lets everything come to rest, with a chain that answers.</summary>
    public void Settle()
    {
        FailureOneIn = 0;
        PassTime(60_000 * Millisecond);
    }

    public void TakeCalls()
    {
        while (Order.TryTakeCall(out ChainCall call))
        {
            Calls.Add(call);
            if (Answers)
            {
                _asked.Add((Now + 1 + (long)(_bits.NextUInt64() % (ulong)DelayMax), call));
            }
        }
    }
}
