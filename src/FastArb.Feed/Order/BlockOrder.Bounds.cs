using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

/// <content>Questions to the chain, and what happens where memory or patience ends.</content>
public sealed partial class BlockOrder<TSink>
{
    private void AskLogs(int node, in InputStamp stamp) =>
        Ask(ChainCallKind.LogsByHash, in _tree.Nodes[node].Hash, in stamp);

    private void Ask(ChainCallKind kind, in UInt256 hash, in InputStamp stamp)
    {
        if (_calls.Ask(kind, in hash, 0, stamp.EventTime))
        {
            Counters.CallsAsked++;
        }
    }

    private void OnCallDue(in InputStamp stamp)
    {
        int call = _calls.FindDueAt();
        if (!_calls[call].IsWaiting)
        {
            AskForLess(call);
            Fail(call, in stamp);
        }
        else if (IsWanted(in _calls[call]))
        {
            Counters.CallsAsked++;
            _calls.Pose(call, stamp.EventTime);
        }
        else
        {
            _calls.Remove(call);
            Advance(in stamp);
        }
    }

    // An answer that only waits for another that says the same is no fault, but it is not waited for
    // for ever.
    private void Fail(int call, in InputStamp stamp, bool isFault = true)
    {
        Counters.CallsFailed += isFault ? 1 : 0;
        if (_isOffline)
        {
            // No question's own fault, and nobody can do better before the connection is back.
            _calls.Suspend(call);
            return;
        }

        if (_calls[call].Kind == ChainCallKind.HeaderByNumber)
        {
            FailNumber(call, in stamp);
            return;
        }

        bool isWanted = IsWanted(in _calls[call]);
        bool isNeeded = IsNeeded(in _calls[call]);
        bool isLast = !isWanted || _calls.Fail(call, stamp.EventTime) >= _options.CallTriesMax;
        if (isLast && !(_awaitsLatest && _calls[call].Kind == ChainCallKind.HeaderLatest))
        {
            _calls.Remove(call);
            if (isWanted && isNeeded)
            {
                Resynchronise(in stamp);
                return;
            }
        }

        Advance(in stamp);
    }

    private void PutOff(int call, long delayNs, in InputStamp stamp)
    {
        Counters.CallsPutOff++;
        _calls.PutOff(call, stamp.EventTime, delayNs);
        if (_isOffline)
        {
            _calls.Suspend(call);
        }
    }

    // All logs of a block may be too much for this node.
    private void AskForLess(int call)
    {
        if (_calls[call].AsksLogs)
        {
            _calls[call].Kind = ChainCallKind.LogsByHash;
        }
    }

    // A header by number is only a shorter way, but for the one that is to be the next target.
    private void FailNumber(int call, in InputStamp stamp)
    {
        if (_calls[call].Number != _farStep)
        {
            _calls.Remove(call);
        }
        else if (_calls.Fail(call, stamp.EventTime) >= FarTriesMax)
        {
            _calls.Remove(call);
            ForgetFar(in stamp);
        }

        Advance(in stamp);
    }

    private bool IsWanted(ref readonly CallTable.Entry call)
    {
        if (call.Kind == ChainCallKind.HeaderLatest)
        {
            return _awaitsLatest;
        }

        if (call.Kind == ChainCallKind.HeaderByNumber)
        {
            return _tip >= 0 && call.Number > _tree.Nodes[_tip].Number;
        }

        int node = _tree.Find(in call.BlockHash);
        if (node < 0)
        {
            return false;
        }

        ref BlockNode block = ref _tree.Nodes[node];
        bool isOnWay = _target >= 0 && block.Walk == _walk;
        return call.Kind == ChainCallKind.HeaderByHash
            ? isOnWay && !block.Has(BlockFlags.Header)
            : !block.Has(BlockFlags.Proven) && (block.Has(BlockFlags.Published) || isOnWay);
    }

    // Whether nothing goes on without its answer.
    private bool IsNeeded(ref readonly CallTable.Entry call)
    {
        int node = _tree.Find(in call.BlockHash);
        return call.Kind == ChainCallKind.HeaderByHash || (call.AsksLogs && node >= 0 && Needs(node));
    }

    // A node for a block that is new, or none where memory is full of what is still needed.
    private int Add(in UInt256 hash, long number)
    {
        while (!_tree.HasFreeNode)
        {
            if (!EvictOne(BlockNode.None))
            {
                return BlockNode.None;
            }
        }

        int node = _tree.Add(in hash, number);
        if (number <= _doubtedNumber)
        {
            _tree.Nodes[node].Flags |= BlockFlags.NeedsLogs;
        }

        return node;
    }

    private bool HasRoom(int slots, int forNode)
    {
        while (_tree.SlotFreeCount < slots)
        {
            if (!EvictOne(forNode))
            {
                return false;
            }
        }

        return true;
    }

    // Goes: the oldest of the branches that lost, or the chain's lowest block where it is deep enough; and
    // where there is neither, what waits above the chain and is not on the way to the target.
    private bool EvictOne(int except)
    {
        if (_tip < 0)
        {
            return false;
        }

        BlockNode[] nodes = _tree.Nodes;
        long tip = nodes[_tip].Number;
        int oldest = BlockNode.None;
        int waiting = BlockNode.None;
        for (int i = 0; i < nodes.Length; i++)
        {
            ref BlockNode block = ref nodes[i];
            if (
                (block.Flags & (BlockFlags.Exists | BlockFlags.Published)) != BlockFlags.Exists
                || i == except
                || i == _target
                || (_target >= 0 && block.Walk == _walk)
            )
            {
                continue;
            }

            if (block.Number <= tip || block.Number > tip + _reach)
            {
                oldest = oldest < 0 || block.Number < nodes[oldest].Number ? i : oldest;
            }
            else if (waiting < 0 || LastWalk(in block) < LastWalk(in nodes[waiting]))
            {
                waiting = i;
            }
        }

        long floor = nodes[_floor].Number;
        // Lost branches go first where the chain is not deep: it is they that can be asked for again.
        int depthMin = oldest < 0 ? _depthMin : 2 * _depthMin;
        bool mayDropFloor = tip - floor > depthMin && _chain[(int)(floor + 1) & _chainMask] != except;
        if (mayDropFloor && (oldest < 0 || nodes[oldest].Number > floor + 1))
        {
            DropFloor();
            return true;
        }

        oldest = oldest < 0 ? waiting : oldest;
        if (oldest >= 0)
        {
            Free(oldest);
        }

        return oldest >= 0;
    }

    // What was on the way to a target long ago goes first; what never was may still come to be.
    private static long LastWalk(ref readonly BlockNode block) =>
        block.Walk == 0 ? long.MaxValue : block.Walk;

    private void DropFloor()
    {
        int floor = _floor;
        MakeFloor(_chain[(int)(_tree.Nodes[floor].Number + 1) & _chainMask]);
        Free(floor);
    }

    // A log of a block of this number was lost. One far above the chain must not put all that is to come in
    // doubt: whoever jumps there begins with a block that is asked for.
    private void DoubtUpTo(long number)
    {
        int near = _tip >= 0 ? _tip : _target;
        if (near >= 0 && number > _tree.Nodes[near].Number + (2L * _options.BlocksMax))
        {
            _doubtsNextHead = true;
            return;
        }

        _doubtedNumber = Math.Max(_doubtedNumber, number);
    }

    // A block that comes again after this may have lost logs.
    private void Free(int node)
    {
        DoubtUpTo(_tree.Nodes[node].Number);
        _tree.Remove(node);
    }

    private void FreeAllBut(int node)
    {
        for (int i = 0; i < _tree.Nodes.Length; i++)
        {
            if (i != node && _tree.Nodes[i].Has(BlockFlags.Exists))
            {
                Free(i);
            }
        }
    }

    // No room for a log of this block, or for a block.
    private void Overflow(int node, in InputStamp stamp)
    {
        Counters.WaitingOverflow++;
        if (node >= 0)
        {
            // It has just lost a log.
            _tree.Nodes[node].Flags |= BlockFlags.NeedsLogs;
            _tree.Nodes[node].Flags &= ~BlockFlags.Proven;
        }

        Resynchronise(in stamp);
    }

    // What is out no longer leads to the chain's head. Everything is forgotten but the newest head, if its
    // logs are all there; where they are not, the next head will do.
    private void Resynchronise(in InputStamp stamp)
    {
        int target = _target;
        if (
            target >= 0
            && (
                _tree.Nodes[target].Has(BlockFlags.Published)
                || !_tree.Nodes[target].Has(BlockFlags.Header)
                || Needs(target)
            )
        )
        {
            target = BlockNode.None;
        }

        _mustResynchronise |= NextSequence > 0;
        Counters.Resynchronisations += _tip >= 0 ? 1 : 0;
        _calls.Clear();
        if (_awaitsLatest)
        {
            AskLatest(in stamp);
        }

        FreeAllBut(target);
        _tip = _floor = _missingHeader = BlockNode.None;
        _farNumber = _farStep = -1;
        Array.Clear(_numbersAsked);
        _isOpen = false;
        _target = target;
        if (target >= 0)
        {
            Begin(target, in stamp);
            Advance(in stamp);
        }
    }
}
