using System.Runtime.CompilerServices;
using FastArb.Chain;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

// Runs on the reader's thread, once per log; allocates nothing; two copies of the log and some 10 ns.
/// <content>Logs as they are announced.</content>
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
            node = AddEarly(in log, in stamp);
            if (node < 0)
            {
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
            CheckAgain(node, slots, in stamp);
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

    // A block of which a log came first; none where it is too deep, too far, or one too many.
    private int AddEarly(ref readonly LogEnvelope log, in InputStamp stamp)
    {
        if (_floor >= 0 && log.BlockNumber <= _tree.Nodes[_floor].Number)
        {
            Counters.StaleLogs++;
            DoubtUpTo(log.BlockNumber);
            return BlockNode.None;
        }

        if (IsFar(log.BlockNumber))
        {
            // It comes by an answer when the stream is near.
            _doubtedNumber = Math.Max(_doubtedNumber, log.BlockNumber);
            NoteFar(log.BlockNumber);
            Advance(in stamp);
            return BlockNode.None;
        }

        int node = Add(in log.BlockHash, log.BlockNumber);
        if (node < 0)
        {
            DoubtUpTo(log.BlockNumber);
            Overflow(BlockNode.None, in stamp);
        }

        return node;
    }

    // A log that came before. Where it says something else now, one of the two is a lie, and nobody can tell
    // which: whoever is asked decides.
    private void CheckAgain(int node, ReadOnlySpan<ChainEvent> slots, in InputStamp stamp)
    {
        ref BlockNode block = ref _tree.Nodes[node];
        if (!_tree.IsAt(block.Cursor, slots))
        {
            Contradict(1);
            block.Flags &= ~BlockFlags.Proven;
            AskLogs(node, in stamp);
            SayHealth(in stamp);
        }
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
            && !Needs(_tip)
        )
        {
            Seal(SealReason.LaterBlock, in stamp);
            SayHealth(in stamp);
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
