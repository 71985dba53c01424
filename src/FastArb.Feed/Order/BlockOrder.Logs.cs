using System.Runtime.CompilerServices;
using FastArb.Chain;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

// Runs on the reader's thread, once per log; allocates nothing; two copies of the log and some 10 ns.
/// <content>Logs, live ones and those of answers.</content>
public sealed partial class BlockOrder<TSink>
{
    /// <summary>A log's notification, or the notice that the node takes it back.</summary>
    public void OnLog(ref readonly LogEnvelope log, ReadOnlySpan<ChainEvent> slots, in InputStamp stamp)
    {
        Arrive(in stamp);
        // Nearly every log: the next one of the open block.
        if (_isOpen && !log.Removed)
        {
            ref BlockNode tip = ref _tree.Nodes[_tip];
            if (
                log.LogIndex >= tip.IndexNext
                && log.BlockNumber == tip.Number
                && log.BlockHash == tip.Hash
                && _tree.SlotFreeCount >= slots.Length
            )
            {
                _openFrameTime = _eventTime;
                Append(slots, in stamp);
                return;
            }
        }

        OnLogElsewhere(in log, slots, in stamp);
    }

    /// <summary>One log of an answer for a block's logs.</summary>
    public void OnAnswerLog(
        long callId,
        ref readonly LogEnvelope log,
        ReadOnlySpan<ChainEvent> slots,
        in InputStamp stamp
    )
    {
        Arrive(in stamp);
        int call = _calls.Find(callId);
        if (call < 0 || !_calls[call].AsksLogs)
        {
            return;
        }

        ref CallTable.Entry entry = ref _calls[call];
        int node = _tree.Find(in entry.BlockHash);
        if (node < 0 || _tree.Nodes[node].Has(BlockFlags.Floor))
        {
            // It is too deep by now: its logs are no longer kept, so each would seem new.
            return;
        }

        if (
            log.BlockHash != entry.BlockHash
            || log.BlockNumber != _tree.Nodes[node].Number
            || log.LogIndex < entry.AnswerNext
        )
        {
            // Another block's, or out of order: whoever says that may have said anything.
            Counters.Inconsistent++;
            entry.AnswerIsBad = true;
            return;
        }

        entry.AnswerCount++;
        entry.AnswerNext = (long)log.LogIndex + 1;
        if (_tree.HasLog(node, log.LogIndex, out int before))
        {
            return;
        }

        if (!HasRoom(slots.Length, node))
        {
            Overflow(node, in stamp);
            return;
        }

        ref BlockNode block = ref _tree.Nodes[node];
        if (node == _tip && _isOpen && log.LogIndex >= block.IndexNext)
        {
            Append(slots, in stamp);
            return;
        }

        Keep(node, before, slots, in stamp);
        if (block.Has(BlockFlags.Published))
        {
            // One reorg at the answer's end, not one for each.
            block.Flags |= BlockFlags.Disordered;
        }
    }

    /// <summary>The answer for a block's logs is in, whole.</summary>
    public void OnLogsAnswerEnd(long callId, in InputStamp stamp)
    {
        Arrive(in stamp);
        int call = _calls.Find(callId);
        if (call < 0 || !_calls[call].AsksLogs)
        {
            Counters.UnknownAnswers++;
            return;
        }

        int node = _tree.Find(in _calls[call].BlockHash);
        if (node < 0)
        {
            _calls.Remove(call);
            return;
        }

        ref BlockNode block = ref _tree.Nodes[node];
        if (_calls[call].AnswerIsBad)
        {
            Fail(call, in stamp);
            return;
        }

        if (_calls[call].AnswerCount < block.LogCount)
        {
            // Logs of this very block have come that the answer does not know: whoever gave it lags.
            Counters.StaleAnswers++;
            Fail(call, in stamp);
            return;
        }

        _calls.Remove(call);
        block.Flags |= BlockFlags.Proven;
        Reorder(node, in stamp);
        Advance(in stamp);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OnLogElsewhere(
        ref readonly LogEnvelope log,
        ReadOnlySpan<ChainEvent> slots,
        in InputStamp stamp
    )
    {
        int node = _tree.Find(in log.BlockHash);
        if (log.Removed)
        {
            OnRemoved(node, in stamp);
            return;
        }

        if (node < 0)
        {
            if (_floor >= 0 && log.BlockNumber <= _tree.Nodes[_floor].Number)
            {
                Counters.StaleLogs++;
                DoubtUpTo(log.BlockNumber);
                return;
            }

            node = Add(in log.BlockHash, log.BlockNumber);
            if (node < 0)
            {
                DoubtUpTo(log.BlockNumber);
                Overflow(BlockNode.None, in stamp);
                return;
            }
        }

        ref BlockNode block = ref _tree.Nodes[node];
        if (block.Has(BlockFlags.Floor))
        {
            Counters.StaleLogs++;
            return;
        }

        if (block.Number != log.BlockNumber)
        {
            Counters.Inconsistent++;
            return;
        }

        if (node == _tip)
        {
            _openFrameTime = _eventTime;
        }

        if (_tree.HasLog(node, log.LogIndex, out int before))
        {
            Counters.Duplicates++;
            return;
        }

        if (!HasRoom(slots.Length, node))
        {
            Overflow(node, in stamp);
            return;
        }

        if (node == _tip && _isOpen && log.LogIndex >= block.IndexNext)
        {
            Append(slots, in stamp);
            return;
        }

        Keep(node, before, slots, in stamp);
        Place(node, in stamp);
    }

    // A log that is kept now but is not out.
    private void Place(int node, in InputStamp stamp)
    {
        ref BlockNode block = ref _tree.Nodes[node];
        if (block.Has(BlockFlags.Published))
        {
            if (block.Has(BlockFlags.Proven))
            {
                // What was said to be all of them was not.
                block.Flags &= ~BlockFlags.Proven;
                Counters.StaleAnswers++;
            }

            block.Flags |= BlockFlags.Disordered;
            Reorder(node, in stamp);
            Advance(in stamp);
        }
        else if (
            _isOpen
            && !block.Has(BlockFlags.Header)
            && block.Number > _tree.Nodes[_tip].Number
            && !IsInDoubt(_tip)
        )
        {
            Seal(SealReason.LaterBlock, in stamp);
        }
        else if (_isOpen && _isHolding && block.Walk == _walk)
        {
            // Its head is held back, and now its logs come: those before have all come that will.
            _arriving = node;
            Seal(SealReason.LaterBlock, in stamp);
            Advance(in stamp);
        }
    }

    // Back to the parent of a block whose logs are not out in order; it comes again with all of them.
    private void Reorder(int node, in InputStamp stamp)
    {
        ref BlockNode block = ref _tree.Nodes[node];
        if (!block.Has(BlockFlags.Disordered))
        {
            return;
        }

        block.Flags &= ~BlockFlags.Disordered;
        if (!block.Has(BlockFlags.Published))
        {
            return;
        }

        bool isMisplaced = node == _tip && _isOpen;
        if (isMisplaced)
        {
            Counters.MisplacedLogs++;
        }
        else
        {
            Counters.LateLogs++;
        }

        if (_target < 0)
        {
            _target = _tip;
        }

        Rewind(Below(node), isMisplaced ? ReorgCause.MisplacedLog : ReorgCause.LateLog, in stamp);
    }

    private void OnRemoved(int node, in InputStamp stamp)
    {
        // A notice for a block that is not out comes late, or for a log that we never saw: nothing to undo.
        if (
            node < 0
            || (_tree.Nodes[node].Flags & (BlockFlags.Published | BlockFlags.Floor)) != BlockFlags.Published
        )
        {
            return;
        }

        if (_target >= 0 && LeadsTo(node, _target))
        {
            _target = BlockNode.None;
        }

        Rewind(Below(node), ReorgCause.RemovedLog, in stamp);
        Advance(in stamp);
    }

    // The next log of the open block: kept, and out.
    private void Append(ReadOnlySpan<ChainEvent> slots, in InputStamp stamp)
    {
        int slot = Keep(_tip, _tree.Nodes[_tip].Last, slots, in stamp);
        for (int i = 0; i < slots.Length; i++)
        {
            Publish(in _tree.Slots[slot]);
            slot = _tree.SlotAfter(slot);
        }
    }

    private int Keep(int node, int before, ReadOnlySpan<ChainEvent> slots, in InputStamp stamp)
    {
        if (_bloomTrust != BloomTrust.Lost)
        {
            CheckBloom(node, in slots[0]);
        }

        return _tree.Keep(node, before, slots, in stamp);
    }

    private void CheckBloom(int node, ref readonly ChainEvent log)
    {
        ref BlockHead head = ref _tree.Heads[node];
        if (!_tree.Nodes[node].Has(BlockFlags.Header) || !head.HasBloom)
        {
            return;
        }

        bool holds =
            _bloomTrust == BloomTrust.Earned
                ? _watch.Holds(in head.Bloom, in log)
                : _watch.HoldsByHash(in head.Bloom, in log);
        if (holds)
        {
            _bloomTrust = BloomTrust.Earned;
        }
        else
        {
            _bloomTrust = BloomTrust.Lost;
            Counters.BloomContradictions++;
        }
    }
}
