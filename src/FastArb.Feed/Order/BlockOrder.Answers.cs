using FastArb.Chain;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

/// <content>
/// Answers for a block's logs. Nothing of one is believed before it is confirmed: until then its logs lie in
/// slots that belong to no block. An answer is one message, so there is one such list at a time.
/// </content>
public sealed partial class BlockOrder<TSink>
{
    // A backend that lags answers "no logs" for blocks that it does not have. None lags further than this.
    private const int LagBlocksMax = 64;

    // Without a filter that is believed, "no logs" must be said so often: backends that lag agree on it too.
    private const int EmptyAnswersMin = 3;

    private long _stagedCall = -1;
    private int _stagedFirst = BlockNode.None;
    private int _stagedLast = BlockNode.None;
    private int _stagedLogs;
    private long _stagedIndexNext;
    private ulong _stagedHash;
    private LogsBloom _stagedBloom;

    // A log made no sense; the filter does not hold one; there was no room for one.
    private bool _stagedIsBad;
    private bool _stagedIsForeign;
    private bool _stagedIsCut;

    // What the answer makes of the logs that are there: not in it, in it with other contents, only in it.
    private int _missing;
    private int _differing;
    private int _added;

    /// <summary>One log of an answer for a block's logs.</summary>
    public void OnAnswerLog(
        long callId,
        ref readonly LogEnvelope log,
        ReadOnlySpan<ChainEvent> slots,
        in InputStamp stamp
    )
    {
        Arrive(in stamp);
        int call = FindLogsCall(callId);
        if (call < 0)
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
            || log.LogIndex < _stagedIndexNext
        )
        {
            // Another block's, or out of order: whoever says that may have said anything.
            Counters.Inconsistent++;
            _stagedIsBad = true;
            return;
        }

        _stagedLogs++;
        _stagedIndexNext = (long)log.LogIndex + 1;
        _stagedIsCut = _stagedIsCut || !HasRoom(slots.Length, node);
        if (_stagedIsCut)
        {
            ReleaseStaged();
            return;
        }

        Stage(slots, in stamp);
        ref BlockHead head = ref _tree.Heads[node];
        _stagedIsForeign |= IsFilterBelieved(node) && !_watch.HoldsByHash(in head.Bloom, in slots[0]);
        if (entry.Kind == ChainCallKind.AllLogsByHash)
        {
            _watch.AddTo(ref _stagedBloom, in slots[0]);
        }
    }

    /// <summary>
    /// A log that no rule wants, of an answer for all logs of a block: its address and topics as a filter.
    /// </summary>
    public void OnAnswerUnwantedLog(long callId, ref readonly LogsBloom log, in InputStamp stamp)
    {
        Arrive(in stamp);
        if (FindLogsCall(callId) >= 0)
        {
            _stagedBloom.AddAll(in log);
        }
    }

    /// <summary>The answer for a block's logs is in, whole.</summary>
    public void OnLogsAnswerEnd(long callId, in InputStamp stamp)
    {
        Arrive(in stamp);
        int call = FindLogsCall(callId);
        if (call < 0)
        {
            Counters.UnknownAnswers++;
            return;
        }

        _stagedCall = -1;
        int node = _tree.Find(in _calls[call].BlockHash);
        if (node < 0 || _tree.Nodes[node].Has(BlockFlags.Floor))
        {
            _calls.Remove(call);
        }
        else if (_stagedIsBad)
        {
            Fail(call, in stamp);
        }
        else if (_stagedIsCut)
        {
            OnAnswerCut(call, node, in stamp);
        }
        else
        {
            Judge(call, node, in stamp);
        }

        ReleaseStaged();
        Advance(in stamp);
    }

    private int FindLogsCall(long callId)
    {
        int call = _calls.Find(callId);
        if (call < 0 || !_calls[call].AsksLogs)
        {
            return -1;
        }

        if (_stagedCall != callId)
        {
            ReleaseStaged();
            _stagedCall = callId;
            _stagedLogs = 0;
            _stagedIndexNext = 0;
            _stagedHash = 0;
            _stagedBloom = default;
            _stagedIsBad = _stagedIsForeign = _stagedIsCut = false;
        }

        return call;
    }

    private void Stage(ReadOnlySpan<ChainEvent> slots, in InputStamp stamp)
    {
        int first = _tree.Fill(slots, in stamp, out int last);
        if (_stagedFirst < 0)
        {
            _stagedFirst = first;
        }
        else
        {
            _tree.Link(_stagedLast, first);
        }

        _stagedLast = last;
        for (int i = 0; i < slots.Length; i++)
        {
            foreach (ulong word in BlockTree.ContentsOf(slots[i..]))
            {
                _stagedHash = (ulong.RotateLeft(_stagedHash, 23) ^ word) * 0x9E37_79B9_7F4A_7C15;
            }
        }
    }

    private void ReleaseStaged()
    {
        _tree.Release(_stagedFirst);
        _stagedFirst = _stagedLast = BlockNode.None;
    }

    // What goes out next must fit; anything else can be asked again when there is room.
    private void OnAnswerCut(int call, int node, in InputStamp stamp)
    {
        ref BlockNode block = ref _tree.Nodes[node];
        int parent = block.Has(BlockFlags.Header) ? _tree.Find(in block.ParentHash) : BlockNode.None;
        if (block.Has(BlockFlags.Published) || (parent >= 0 && _tree.Nodes[parent].Has(BlockFlags.Published)))
        {
            Overflow(node, in stamp);
            return;
        }

        PutOff(call, 0, in stamp);
    }

    private void Judge(int call, int node, in InputStamp stamp)
    {
        ref CallTable.Entry entry = ref _calls[call];
        ref BlockNode block = ref _tree.Nodes[node];
        Compare(node);
        bool isExact = entry.Kind == ChainCallKind.AllLogsByHash && MakesFilter(node);
        if (isExact && _stagedLogs > 0 && _bloomTrust == BloomTrust.Unknown)
        {
            _bloomTrust = BloomTrust.Earned;
        }

        int at = entry.Marks.Add(_stagedHash, _stagedLogs, isExact);
        bool isClean = _missing == 0 && _differing == 0 && !_stagedIsForeign;
        if (!isClean)
        {
            entry.Marks[at].IsCounted = true;
            Blame(_differing > 0 || _stagedIsForeign, 1);
        }

        bool isLacking = IsAnswerLacking(node);
        AnswerMark mark = entry.Marks[at];
        if (IsConfirmed(in mark, in block, isClean, isLacking))
        {
            Settle(ref entry.Marks, in mark);
            _calls.Remove(call);
            Take(node, isClean);
            Reorder(node, in stamp);
            return;
        }

        bool isFirst = entry.Marks.Unblamed == 1;
        ChainCallKind kind = entry.Kind;
        entry.Kind =
            isLacking && !entry.Marks.HasExact ? ChainCallKind.AllLogsByHash : ChainCallKind.LogsByHash;
        if (_missing == 0 && (isFirst || (isLacking && kind != entry.Kind)))
        {
            // Nothing speaks against it yet: the second opinion is not to be waited for.
            Counters.CallsAsked++;
            _calls.Pose(call, stamp.EventTime);
            return;
        }

        Fail(call, in stamp, isFault: !isClean);
    }

    private bool IsConfirmed(
        ref readonly AnswerMark mark,
        ref readonly BlockNode block,
        bool isClean,
        bool isLacking
    )
    {
        if (isLacking && !mark.IsExact)
        {
            return false;
        }

        if (!isClean)
        {
            // Against what came live: only what two say alike, and logs less only where the filter agrees.
            return mark.Count > 1 && (_missing == 0 || mark.IsExact);
        }

        if (!_options.ConfirmAnswers)
        {
            return true;
        }

        // What came live, in full, is a second opinion where nothing put it in doubt.
        bool isKnown =
            _added == 0
            && (_stagedLogs > 0 || mark.IsExact)
            && !block.Has(BlockFlags.NeedsLogs | BlockFlags.Suspect);
        bool isEmptiness = _stagedLogs == 0 && _bloomTrust != BloomTrust.Earned;
        return isKnown || mark.Count >= (isEmptiness ? EmptyAnswersMin : 2);
    }

    private void Compare(int node)
    {
        _missing = _differing = _added = 0;
        int live = _tree.Nodes[node].First;
        int staged = _stagedFirst;
        while (live >= 0 || staged >= 0)
        {
            long liveIndex = live < 0 ? long.MaxValue : _tree.Slots[live].LogIndex;
            long stagedIndex = staged < 0 ? long.MaxValue : _tree.Slots[staged].LogIndex;
            _missing += liveIndex < stagedIndex ? 1 : 0;
            _added += stagedIndex < liveIndex ? 1 : 0;
            _differing += liveIndex == stagedIndex && !_tree.AreEqual(live, staged) ? 1 : 0;
            if (liveIndex <= stagedIndex)
            {
                live = _tree.SlotAfter(_tree.LastPart(live));
            }

            if (stagedIndex <= liveIndex)
            {
                staged = _tree.SlotAfter(_tree.LastPart(staged));
            }
        }
    }

    private bool IsFilterBelieved(int node) =>
        _bloomTrust == BloomTrust.Earned
        && _tree.Nodes[node].Has(BlockFlags.Header)
        && _tree.Heads[node].HasBloom;

    private bool MakesFilter(int node)
    {
        ref BlockHead head = ref _tree.Heads[node];
        return _tree.Nodes[node].Has(BlockFlags.Header)
            && head.HasBloom
            && _stagedBloom.HoldsAll(in head.Bloom)
            && head.Bloom.HoldsAll(in _stagedBloom);
    }

    // Whether the filter speaks of more than the answer says. Near the head, where a backend may not have the
    // block yet, no answer is empty that the filter does not prove.
    private bool IsAnswerLacking(int node)
    {
        if (!IsFilterBelieved(node))
        {
            return false;
        }

        ref BlockNode block = ref _tree.Nodes[node];
        bool isNear = block.Number > Math.Max(_tree.Nodes[_tip].Number, _farNumber) - LagBlocksMax;
        return _stagedLogs == 0 && isNear
            ? !block.Has(BlockFlags.BloomExcludes)
            : IsLacking(node, _stagedFirst);
    }

    // What is believed now says what the other answers were.
    private void Settle(ref AnswerMarks marks, ref readonly AnswerMark accepted)
    {
        foreach (AnswerMark mark in marks)
        {
            if (mark.Count > 0 && !mark.IsCounted && mark.Hash != accepted.Hash)
            {
                Blame(mark.Logs >= accepted.Logs, mark.Count);
            }
        }
    }

    // Who says less than there is lags; who says something else lies.
    private void Blame(bool isLie, int answers)
    {
        if (isLie)
        {
            Contradict(answers);
        }
        else
        {
            Counters.StaleAnswers += answers;
        }
    }

    private void Contradict(int times)
    {
        Counters.Contradictions += times;
        _distrustLeft = DistrustBlocks;
    }

    // The answer's logs become the block's: those that are new, or all in place of what is there.
    private void Take(int node, bool isClean)
    {
        ref BlockNode block = ref _tree.Nodes[node];
        if (!isClean)
        {
            _tree.RemoveLogs(node);
            block.Flags |= block.Has(BlockFlags.Published) ? BlockFlags.Disordered : BlockFlags.None;
        }

        MissedLogs += _added > 0 && block.Has(BlockFlags.Lacking) ? 1 : 0;
        block.Flags &= ~BlockFlags.Lacking;
        block.Flags |= BlockFlags.Proven;
        int first = _stagedFirst;
        _stagedFirst = _stagedLast = BlockNode.None;
        while (first >= 0)
        {
            int last = _tree.LastPart(first);
            int next = _tree.SlotAfter(last);
            _tree.Link(last, BlockNode.None);
            TakeLog(node, first, last);
            first = next;
        }
    }

    private void TakeLog(int node, int first, int last)
    {
        if (_tree.HasLog(node, _tree.Slots[first].LogIndex, out int before))
        {
            _tree.Release(first);
            return;
        }

        if (_bloomTrust != BloomTrust.Lost)
        {
            CheckBloom(node, in _tree.Slots[first]);
        }

        ref BlockNode block = ref _tree.Nodes[node];
        bool isNext =
            node == _tip
            && _isOpen
            && !block.Has(BlockFlags.Disordered)
            && _tree.Slots[first].LogIndex >= block.IndexNext;
        _tree.Insert(node, before, first, last);
        if (isNext)
        {
            PublishLog(first, last);
        }
        else if (block.Has(BlockFlags.Published))
        {
            // One reorg for all of them.
            block.Flags |= BlockFlags.Disordered;
        }
    }

    private void PublishLog(int first, int last)
    {
        int slot = first;
        Publish(in _tree.Slots[slot]);
        while (slot != last)
        {
            slot = _tree.SlotAfter(slot);
            Publish(in _tree.Slots[slot]);
        }
    }
}
