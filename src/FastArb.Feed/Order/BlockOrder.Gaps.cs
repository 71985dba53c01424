using FastArb.Chain;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

/// <content>
/// Gaps. Within reach they are filled from the head down, by parent hash; headers asked for by number only
/// make that faster. What is farther away is filled forward, in pieces that are within reach.
/// </content>
public sealed partial class BlockOrder<TSink>
{
    private const int NumbersAskedMax = 32;
    private const int LogsAskedMax = 32;
    private const int FarTriesMax = 3;

    // A target at most so many blocks above the tip is walked down from.
    private readonly int _reach;

    // By the low bits of a number: the number that was last asked for.
    private readonly long[] _numbersAsked;

    // The highest block that was heard of while it was out of reach; -1: none.
    private long _farNumber = -1;

    // The number of the block that is to be the next target on the way there; -1: none is asked for.
    private long _farStep = -1;

    // Blocks up to this one, where nobody announced them, were missed; above it the node skipped them.
    private long _gapNumber = -1;

    // The last block that was filled: the next one that is not above it begins another gap.
    private long _filledNumber = -1;

    private bool IsFar(long number) => _tip >= 0 && number - _tree.Nodes[_tip].Number > _reach;

    private void NoteFar(long number)
    {
        _isCatchingUp = true;
        _farNumber = Math.Max(_farNumber, number);
        _gapNumber = Math.Max(_gapNumber, number);
    }

    // The next piece of the way to what is out of reach, when nothing nearer is being filled.
    private void AskFar(in InputStamp stamp)
    {
        if (_farNumber < 0 || _tip < 0)
        {
            return;
        }

        long tip = _tree.Nodes[_tip].Number;
        if (_farNumber <= tip)
        {
            _farNumber = _farStep = -1;
        }
        else if (_farStep < 0 && (_target < 0 || _target == _tip) && _calls.HasRoom)
        {
            _farStep = Math.Min(tip + Math.Max(1, _reach / 2), _farNumber);
            AskNumber(_farStep, in stamp);
        }
    }

    // Nobody has the block that is said to be there: what was heard of it may have been false.
    private void ForgetFar(in InputStamp stamp)
    {
        _farNumber = _farStep = -1;
        _doubtsNextHead = true;
        _doubtedNumber = Math.Min(_doubtedNumber, _tree.Nodes[_tip].Number + (2L * _options.BlocksMax));
        _awaitsLatest = true;
        AskLatest(in stamp);
    }

    // The way down has come to a header that is missing: those below it are likely to be missing too.
    private void AskNumbersBelow(long missing, in InputStamp stamp)
    {
        long tip = _tree.Nodes[_tip].Number;
        if (missing - tip <= 2)
        {
            return;
        }

        int room = Math.Min(NumbersAskedMax, _options.CallsMax / 2);
        room -= _calls.CountOf(ChainCallKind.HeaderByNumber);
        for (long number = missing - 1; number > tip && room > 0 && _calls.HasRoom; number--)
        {
            ref long asked = ref _numbersAsked[(int)(number % _numbersAsked.Length)];
            if (asked != number)
            {
                asked = number;
                room--;
                AskNumber(number, in stamp);
            }
        }
    }

    private void AskNumber(long number, in InputStamp stamp)
    {
        if (_calls.Ask(ChainCallKind.HeaderByNumber, default, number, stamp.EventTime))
        {
            Counters.CallsAsked++;
        }
    }

    // A block of the chain as some node has it: a step on the way, or just one that may be needed.
    private void OnNumbered(int call, ref readonly BlockHead head, in InputStamp stamp)
    {
        long number = _calls[call].Number;
        if (head.Number != number)
        {
            Counters.Inconsistent++;
            Fail(call, in stamp);
            return;
        }

        _calls.Remove(call);
        bool isStep = number == _farStep;
        if (isStep)
        {
            _farStep = -1;
        }

        if (isStep && _tip >= 0 && (_target < 0 || _target == _tip))
        {
            TakeHead(in head, isLive: false, in stamp);
        }
        else if (_tip >= 0 && number > _tree.Nodes[_floor].Number && !IsFar(number))
        {
            Keep(in head, in stamp);
        }

        Advance(in stamp);
    }

    private void Keep(ref readonly BlockHead head, in InputStamp stamp)
    {
        int node = _tree.Find(in head.Hash);
        if (node < 0 && _tree.HasFreeNode)
        {
            node = Add(in head.Hash, head.Number);
        }

        if (node < 0 || _tree.Nodes[node].Has(BlockFlags.Header | BlockFlags.Published))
        {
            return;
        }

        if (_tree.Nodes[node].Number != head.Number)
        {
            Counters.Inconsistent++;
            return;
        }

        _tree.Nodes[node].Flags |= BlockFlags.NeedsLogs | BlockFlags.Unannounced;
        Fill(node, in head, in stamp);
    }

    // A block goes out whose head was not announced: missed while away, or skipped by the node.
    private void CountUnannounced(long number)
    {
        if (number > _gapNumber)
        {
            Counters.HeadsSkipped++;
            return;
        }

        Counters.BlocksFilled++;
        Counters.GapsFilled += number == _filledNumber + 1 ? 0 : 1;
        _filledNumber = number;
    }
}
