using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

/// <content>Heads, live ones and those of answers.</content>
public sealed partial class BlockOrder<TSink>
{
    private bool _trustsHeaders;

    /// <summary>A head's notification: where the node says that its chain ends.</summary>
    public void OnHead(ref readonly BlockHead head, in InputStamp stamp)
    {
        Arrive(in stamp);
        if (IsHonest(in head))
        {
            TakeHead(in head, isLive: true, in stamp);
        }

        SayHealth(in stamp);
    }

    // On a chain where a header's hash has once been that of its contents, another one's is a lie.
    private bool IsHonest(ref readonly BlockHead head)
    {
        bool isEqual = head.HasComputedHash && head.ComputedHash == head.Hash;
        _trustsHeaders |= isEqual;
        if (isEqual || !head.HasComputedHash || !_trustsHeaders)
        {
            return true;
        }

        Contradict(1);
        return false;
    }

    private void TakeHead(ref readonly BlockHead head, bool isLive, in InputStamp stamp)
    {
        int node = _tree.Find(in head.Hash);
        if (node >= 0 && _tree.Nodes[node].Has(BlockFlags.Header | BlockFlags.Published))
        {
            OnHeadAgain(node, isLive, in stamp);
            return;
        }

        if (IsFar(head.Number))
        {
            NoteFar(head.Number);
            Advance(in stamp);
            return;
        }

        if (_tip >= 0 && !_hasBegun && head.Number <= _tree.Nodes[_floor].Number)
        {
            // Nothing is out yet, and this node is not even where the state is known.
            Counters.StaleHeads++;
            return;
        }

        if (node < 0)
        {
            node = Add(in head.Hash, head.Number);
            if (node < 0)
            {
                Overflow(BlockNode.None, in stamp);
                node = Add(in head.Hash, head.Number);
            }
        }
        else if (_tree.Nodes[node].Number != head.Number)
        {
            Counters.Inconsistent++;
            return;
        }

        Fill(node, in head, in stamp);
        if (!isLive)
        {
            _tree.Nodes[node].Flags |= BlockFlags.NeedsLogs | BlockFlags.Unannounced;
        }
        else
        {
            OnLive(node, in head);
        }

        AimAt(node, in stamp);
    }

    // The first head that is announced after a connection came up may have lost logs, and ends what
    // was missed.
    private void OnLive(int node, ref readonly BlockHead head)
    {
        _tree.Nodes[node].Flags &= ~BlockFlags.Unannounced;
        _farNumber = _farNumber < 0 ? _farNumber : Math.Max(_farNumber, head.Number);
        if (_isOffline)
        {
            // Its subscriptions are not all there yet.
            Doubt(node);
            return;
        }

        _awaitsLatest = false;
        if (_doubtsNextHead)
        {
            _doubtsNextHead = false;
            Doubt(node);
            _gapNumber = _gapNumber < head.Number ? _gapNumber : head.Number - 1;
            _isCatchingUp |= _tip >= 0 && head.Number > _tree.Nodes[_tip].Number + 1;
        }
    }

    // A block whose header has just come: where events begin, if they have not, and where they lead.
    private void AimAt(int node, in InputStamp stamp)
    {
        if (_tip < 0)
        {
            Begin(node, in stamp);
        }

        if (!_hasBegun)
        {
            // The subscription may have begun in the middle of it. Nothing waits for this answer.
            _hasBegun = true;
            AskLogs(node, in stamp);
        }

        if (_target < 0 || !LeadsTo(node, _target))
        {
            _target = node;
        }

        Advance(in stamp);
    }

    /// <summary>The answer for a header.</summary>
    public void OnHeaderAnswer(long callId, ref readonly BlockHead head, in InputStamp stamp)
    {
        Arrive(in stamp);
        int call = _calls.Find(callId);
        if (call < 0 || !_calls[call].AsksHeader)
        {
            Counters.UnknownAnswers++;
            return;
        }

        if (!IsHonest(in head))
        {
            Fail(call, in stamp);
            return;
        }

        if (_calls[call].Kind != ChainCallKind.HeaderByHash)
        {
            if (_calls[call].Kind == ChainCallKind.HeaderLatest)
            {
                OnLatest(call, in head, in stamp);
            }
            else
            {
                OnNumbered(call, in head, in stamp);
            }

            return;
        }

        int node = _tree.Find(in _calls[call].BlockHash);
        if (node < 0 || _tree.Nodes[node].Has(BlockFlags.Header))
        {
            _calls.Remove(call);
            return;
        }

        if (head.Hash != _calls[call].BlockHash || head.Number != _tree.Nodes[node].Number)
        {
            Counters.Inconsistent++;
            Fail(call, in stamp);
            return;
        }

        _calls.Remove(call);
        // Its logs were not necessarily sent either.
        _tree.Nodes[node].Flags |= BlockFlags.NeedsLogs | BlockFlags.Unannounced;
        Fill(node, in head, in stamp);
        Advance(in stamp);
    }

    // Where the node's chain ends: a head like any other, but its logs may have been sent before. A node that
    // is not as far as we are says nothing of where the chain is.
    private void OnLatest(int call, ref readonly BlockHead head, in InputStamp stamp)
    {
        Counters.LatestAnswered++;
        Counters.LatestNumber = head.Number;
        if (_awaitsLatest && _tip >= 0 && head.Number < _tree.Nodes[_tip].Number)
        {
            // Another may be farther; so may this one be a little later.
            Fail(call, in stamp, isFault: false);
            return;
        }

        _calls.Remove(call);
        _awaitsLatest = false;
        if (_tip < 0 || head.Number > _tree.Nodes[_tip].Number)
        {
            TakeHead(in head, isLive: false, in stamp);
        }

        Advance(in stamp);
    }

    /// <summary>
    /// A question came to nothing: an error, no such block, or an answer that makes no sense.
    /// </summary>
    public void OnCallFailed(long callId, in InputStamp stamp)
    {
        Arrive(in stamp);
        if (IsOfContract(callId))
        {
            FailQuestion(callId, in stamp);
            return;
        }

        int call = _calls.Find(callId);
        if (call < 0)
        {
            Counters.UnknownAnswers++;
            return;
        }

        AskForLess(call);
        ReleaseStaged();
        _stagedCall = -1;
        Fail(call, in stamp);
    }

    private void OnHeadAgain(int node, bool isLive, in InputStamp stamp)
    {
        if (isLive && (node == _tip || !_tree.Nodes[node].Has(BlockFlags.Published)))
        {
            OnLive(node, in _tree.Heads[node]);
        }

        if (_tree.Nodes[node].Has(BlockFlags.Published) || (_target >= 0 && LeadsTo(node, _target)))
        {
            Counters.Duplicates++;
            if (node == _tip)
            {
                _openFrameTime = _eventTime;
            }

            return;
        }

        // A block of a branch that was left is the head again.
        _target = node;
        Advance(in stamp);
    }

    private void Fill(int node, ref readonly BlockHead head, in InputStamp stamp)
    {
        ref BlockNode block = ref _tree.Nodes[node];
        block.Flags |= BlockFlags.Header;
        block.ParentHash = head.ParentHash;
        block.HeadEventTime = _eventTime;
        block.HeadReceiveTime = stamp.ReceiveTime;
        block.HeadPosition = stamp.Position;
        _tree.Heads[node] = head;
        if (!head.HasBloom)
        {
            return;
        }

        if (_watch.Excludes(in head.Bloom))
        {
            block.Flags |= BlockFlags.BloomExcludes;
        }

        for (int slot = block.First; slot >= 0; slot = _tree.SlotAfter(slot))
        {
            if (_tree.Slots[slot].Part == 0 && _bloomTrust != BloomTrust.Lost)
            {
                CheckBloom(node, in _tree.Slots[slot]);
            }
        }
    }

    // Events begin, or go on after what is not known, on top of this block's parent.
    private void Begin(int node, in InputStamp stamp)
    {
        BlockHead head = _tree.Heads[node];
        LayFloor(in head.ParentHash, head.Number - 1, node);
        if (_mustResynchronise)
        {
            _mustResynchronise = false;
            ref ChainEvent slot = ref Claim(ChainEventKind.Resynchronise, head.Number - 1, in stamp);
            slot.WordCount = 1;
            slot.Words[0] = head.ParentHash;
            Publish();
        }
    }

    private void LayFloor(in UInt256 hash, long number, int below)
    {
        int node = _tree.Find(in hash);
        if (node < 0)
        {
            node = Add(in hash, number);
        }

        if (node < 0)
        {
            // Only early logs can have filled the tree so far that there is no room for one more.
            FreeAllBut(below);
            node = Add(in hash, number);
        }

        _tip = node;
        _isOpen = false;
        _chain[(int)number & _chainMask] = node;
        _tree.Nodes[node].Number = number;
        _tree.Nodes[node].Flags |= BlockFlags.Published;
        MakeFloor(node);
    }

    private void MakeFloor(int node)
    {
        _tree.RemoveLogs(node);
        _tree.Nodes[node].Flags |= BlockFlags.Floor | BlockFlags.Proven;
        _floor = node;
    }

    // Whether the block is the other one or an ancestor of it, as far as headers are known.
    private bool LeadsTo(int node, int descendant)
    {
        long number = _tree.Nodes[node].Number;
        while (descendant >= 0 && _tree.Nodes[descendant].Number > number)
        {
            ref BlockNode block = ref _tree.Nodes[descendant];
            if (!block.Has(BlockFlags.Header))
            {
                return false;
            }

            int parent = _tree.Find(in block.ParentHash);
            if (parent >= 0 && _tree.Nodes[parent].Number >= block.Number)
            {
                return false;
            }

            descendant = parent;
        }

        return descendant == node;
    }
}
