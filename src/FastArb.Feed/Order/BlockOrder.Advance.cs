using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

/// <content>The way from the tip to where the chain's head is said to be, and what goes out on it.</content>
public sealed partial class BlockOrder<TSink>
{
    private enum Way
    {
        /// <summary>The target descends from a block that is out.</summary>
        Linked = 0,

        /// <summary>A header is missing.</summary>
        Missing = 1,

        /// <summary>It leads below what can be taken back.</summary>
        Lost = 2,
    }

    private void Advance(in InputStamp stamp)
    {
        Step(in stamp);
        AskFar(in stamp);
        SayHealth(in stamp);
    }

    private void Step(in InputStamp stamp)
    {
        _isHolding = false;
        bool isHeld = AskForDoubted(in stamp);
        if (_target < 0 || _tip < 0)
        {
            return;
        }

        if (IsFar(_tree.Nodes[_target].Number))
        {
            // The head went back so far that the target is out of reach.
            NoteFar(_tree.Nodes[_target].Number);
            _target = BlockNode.None;
            return;
        }

        Way way = Walk(out int ancestor, out int next);
        if (way == Way.Lost)
        {
            Resynchronise(in stamp);
            return;
        }

        if (way == Way.Missing)
        {
            Ask(ChainCallKind.HeaderByHash, in _tree.Nodes[_missingHeader].Hash, in stamp);
            AskNumbersBelow(_tree.Nodes[_missingHeader].Number, in stamp);
            return;
        }

        if (ancestor != _tip && _target != ancestor)
        {
            Rewind(ancestor, ReorgCause.UnlinkedHead, in stamp);
            isHeld = AskForDoubted(in stamp);
        }

        if (isHeld)
        {
            return;
        }

        _isHolding = next >= 0 && _isOpen && AwaitsLogs();
        if (next >= 0 && _isOpen && !_isHolding)
        {
            Seal(SealReason.LaterBlock, in stamp);
        }

        int asked = 0;
        for (int node = next; node >= 0 && asked < LogsAskedMax; node = _tree.Nodes[node].PathChild)
        {
            if (Needs(node))
            {
                asked++;
                AskLogs(node, in stamp);
            }
        }

        PublishWay(next, in stamp);

        if (_isOpen && IsComplete(in _tree.Nodes[_tip]))
        {
            Seal(SealReason.Complete, in stamp);
        }
    }

    private void PublishWay(int next, in InputStamp stamp)
    {
        while (next >= 0 && !_isHolding && !Needs(next))
        {
            if (_isOpen && AwaitsLogs())
            {
                _isHolding = true;
                return;
            }

            if (_isOpen)
            {
                Seal(SealReason.LaterBlock, in stamp);
            }

            int child = _tree.Nodes[next].PathChild;
            BeginBlock(next);
            next = child;
        }
    }

    // What is out and in doubt is asked for; nothing newer goes out before.
    private bool AskForDoubted(in InputStamp stamp)
    {
        if (_tip < 0)
        {
            return false;
        }

        bool any = false;
        int below = Below(_tip);
        if (Needs(below))
        {
            AskLogs(below, in stamp);
            any = true;
        }

        if (Needs(_tip))
        {
            AskLogs(_tip, in stamp);
            any = true;
        }

        return any;
    }

    // From the target down to a block that is out; the way up again is in the nodes.
    private Way Walk(out int ancestor, out int next)
    {
        _walk++;
        ancestor = next = BlockNode.None;
        _missingHeader = BlockNode.None;
        BlockNode[] nodes = _tree.Nodes;
        long floor = nodes[_floor].Number;
        int at = _target;
        while (!nodes[at].Has(BlockFlags.Published))
        {
            ref BlockNode block = ref nodes[at];
            if (block.Number <= floor)
            {
                return Way.Lost;
            }

            block.Walk = _walk;
            block.PathChild = next;
            if (!block.Has(BlockFlags.Header))
            {
                _missingHeader = at;
                return Way.Missing;
            }

            int parent = _tree.Find(in block.ParentHash);
            if (parent < 0 && block.Number - 1 > floor)
            {
                parent = Add(in block.ParentHash, block.Number - 1);
            }

            if (parent < 0 || nodes[parent].Number != block.Number - 1)
            {
                return Way.Lost;
            }

            next = at;
            at = parent;
        }

        ancestor = at;
        return Way.Linked;
    }

    private void BeginBlock(int node)
    {
        ref BlockNode block = ref _tree.Nodes[node];
        ref BlockHead head = ref _tree.Heads[node];
        if (block.Number - _tree.Nodes[_floor].Number > _depthMax)
        {
            DropFloor();
        }

        if (block.Has(BlockFlags.Unannounced))
        {
            CountUnannounced(block.Number);
        }

        block.Flags |= BlockFlags.Published;
        block.Flags &= ~(BlockFlags.Disordered | BlockFlags.Unannounced);
        _chain[(int)block.Number & _chainMask] = node;
        _tip = node;
        _isOpen = true;
        _isHolding = false;
        _isHalted = false;
        _made = default;
        _madeSlot = BlockNode.None;
        _openFrameTime = _eventTime;
        var stamp = new InputStamp(_eventTime, block.HeadReceiveTime, block.HeadPosition);
        ref ChainEvent slot = ref Claim(ChainEventKind.BlockBegin, block.Number, in stamp);
        slot.WordCount = head.TransactionCount < 0 ? (byte)6 : (byte)7;
        slot.Words[0] = block.Hash;
        slot.Words[1] = block.ParentHash;
        slot.Words[2] = new UInt256((ulong)head.Timestamp);
        slot.Words[3] = head.BaseFee;
        slot.Words[4] = new UInt256((ulong)head.GasUsed);
        slot.Words[5] = new UInt256((ulong)head.GasLimit);
        if (head.TransactionCount >= 0)
        {
            slot.Words[6] = new UInt256((ulong)head.TransactionCount);
        }

        Publish();
        for (int log = block.First; log >= 0; log = _tree.SlotAfter(log))
        {
            Publish(in _tree.Slots[log]);
        }
    }

    // The head goes back to a block that is out. What was above stays in the tree: it may come again.
    private void Rewind(int ancestor, ReorgCause cause, in InputStamp stamp)
    {
        UInt256 left = _tree.Nodes[_tip].Hash;
        long depth = _tree.Nodes[_tip].Number - _tree.Nodes[ancestor].Number;
        Counters.Reorgs++;
        Counters.DepthMax = Math.Max(Counters.DepthMax, depth);
        while (_tip != ancestor)
        {
            int below = Below(_tip);
            _tree.Nodes[_tip].Flags &= ~BlockFlags.Published;
            _tip = below;
        }

        _isOpen = false;
        ref BlockNode block = ref _tree.Nodes[ancestor];
        ref ChainEvent slot = ref Claim(ChainEventKind.Reorg, block.Number, in stamp);
        slot.Detail = (byte)cause;
        slot.WordCount = 2;
        slot.Words[0] = block.Hash;
        slot.Words[1] = left;
        Publish();
    }

    private void Seal(SealReason reason, in InputStamp stamp)
    {
        ref BlockNode block = ref _tree.Nodes[_tip];
        if (IsComplete(in block))
        {
            reason = SealReason.Complete;
        }

        _isOpen = false;
        _distrustLeft -= _distrustLeft > 0 ? 1 : 0;
        ref ChainEvent slot = ref Claim(ChainEventKind.BlockSealed, block.Number, in stamp);
        slot.Detail = (byte)reason;
        slot.WordCount = 1;
        slot.Words[0] = block.Hash;
        Publish();
        switch (reason)
        {
            case SealReason.Complete:
                Counters.SealedComplete++;
                return;
            case SealReason.Quiet:
                Counters.SealedQuiet++;
                break;
            case SealReason.End:
                Counters.SealedEnd++;
                break;
            default:
                Counters.SealedLaterBlock++;
                break;
        }

        if (_watch.WantsAll ? IsFilterUnmet(in block) : IsLacking(_tip, block.First))
        {
            Counters.BloomLacking++;
            block.Flags |= BlockFlags.Lacking | BlockFlags.Suspect;
            AskLogs(_tip, in stamp);
        }
        else if (block.LogCount > 0)
        {
            MissedLogs = 0;
        }
        else if (_bloomTrust == BloomTrust.Unknown && _tree.Heads[_tip].HasBloom)
        {
            // No log has come yet that a filter could have held, and this one speaks of some: either chance,
            // or the subscription has been silent from the start.
            AskLogs(_tip, in stamp);
        }
    }

    // Whether the filter speaks of more than these logs.
    private bool IsLacking(int node, int first)
    {
        ref BlockHead head = ref _tree.Heads[node];
        if (_bloomTrust != BloomTrust.Earned || !head.HasBloom)
        {
            return false;
        }

        _watch.Look();
        int seen = 0;
        for (int slot = first; slot >= 0; slot = _tree.SlotAfter(slot))
        {
            seen += _watch.See(_tree.Slots[slot].Source) ? 1 : 0;
        }

        return _watch.Lacks(in head.Bloom, seen);
    }

    // Whether the open block's filter speaks of logs that are likely to come any moment: a node may tell of
    // several heads at once, and of their logs only then. A late log would cost more than this wait.
    private bool AwaitsLogs()
    {
        ref BlockNode tip = ref _tree.Nodes[_tip];
        return _options.SealByQuiet
            && !IsComplete(in tip)
            && _eventTime - tip.HeadEventTime < _options.SealQuietNs
            && (_tip == _arriving || (_watch.WantsAll ? IsFilterUnmet(in tip) : IsLacking(_tip, tip.First)));
    }

    // Where all logs are wanted, their filter is the head's as soon as each has come whose bits are its own.
    private bool IsFilterUnmet(ref readonly BlockNode tip)
    {
        ref BlockHead head = ref _tree.Heads[_tip];
        if (_bloomTrust != BloomTrust.Earned || !head.HasBloom)
        {
            return false;
        }

        int slot = _madeSlot < 0 ? tip.First : _tree.SlotAfter(_madeSlot);
        for (; slot >= 0; slot = _tree.SlotAfter(slot))
        {
            _watch.AddTo(ref _made, in _tree.Slots[slot]);
            _madeSlot = slot;
        }

        return !_made.HoldsAll(in head.Bloom);
    }

    private ref ChainEvent Claim(ChainEventKind kind, long number, in InputStamp stamp)
    {
        ref ChainEvent slot = ref _sink.Claim();
        slot = default;
        slot.Sequence = NextSequence++;
        slot.EventTime = _eventTime;
        slot.ReceiveTime = stamp.ReceiveTime;
        slot.Position = stamp.Position;
        slot.BlockNumber = number;
        slot.Kind = kind;
        return ref slot;
    }

    private void Publish() => _sink.Publish();

    private void Publish(ref readonly ChainEvent log)
    {
        ref ChainEvent slot = ref _sink.Claim();
        slot = log;
        slot.Sequence = NextSequence++;
        slot.EventTime = _eventTime;
        _sink.Publish();
    }
}
