namespace FastArb.Feed;

/// <content>Whether an answer is all of what it should be.</content>
public sealed partial class LogRanges
{
    // Limits are round numbers: an answer that has just so many logs was perhaps cut off there.
    private const int CutMin = 1_000;
    private const int CutStep = 500;
    private const int CutBinaryStep = 1_024;

    // Of the block whose logs are being taken.
    private LogsBloom _made;
    private int _addressesSeen;

    /// <summary>
    /// Keeps what is wanted, and notes the blocks whose filter speaks of more. False where a log is of
    /// another block, out of order, unreadable, or one that its block's filter excludes.
    /// </summary>
    private bool TryTake(Piece piece, ReadOnlySpan<byte> result, List<int> lacking, out int count)
    {
        count = 0;
        int open = piece.First;
        long place = -1;
        BeginBlock();
        LogsAnswer logs = _decoder.ReadLogs(result);
        while (logs.MoveNext())
        {
            count++;
            if (logs.Current == FrameKind.UnwantedLog)
            {
                continue;
            }

            if (logs.Current != FrameKind.Log || !TryPlace(piece, ref place, out int block))
            {
                return false;
            }

            for (; open < block; open++)
            {
                EndBlock(open, lacking);
                BeginBlock();
            }

            if (!HoldsFilter(block))
            {
                return false;
            }

            _addressesSeen += _watch.See(_decoder.Slots[0].Source) ? 1 : 0;
            if (_watch.WantsAll)
            {
                _watch.AddTo(ref _made, in _decoder.Slots[0]);
            }

            _logs[block].Add(logs.Text.ToArray());
        }

        for (; open <= piece.Last; open++)
        {
            EndBlock(open, lacking);
            BeginBlock();
        }

        return true;
    }

    private bool TryPlace(Piece piece, ref long place, out int block)
    {
        ref readonly LogEnvelope log = ref _decoder.Log;
        long index = log.BlockNumber - _headers[0].Number;
        bool isInside = index >= piece.First && index <= piece.Last;
        block = isInside ? (int)index : 0;
        long next = (index << 32) + log.LogIndex;
        bool follows = isInside && next > place && !log.Removed && log.BlockHash == _headers[block].Hash;
        place = next;
        return follows;
    }

    private void BeginBlock()
    {
        _watch.Look();
        _addressesSeen = 0;
        _made = default;
    }

    private void EndBlock(int block, List<int> lacking)
    {
        ref BlockHead head = ref _headers[block];
        if (_bloomLost || !head.HasBloom)
        {
            return;
        }

        bool lacks = _watch.WantsAll
            ? !_made.HoldsAll(in head.Bloom)
            : _watch.Lacks(in head.Bloom, _addressesSeen);
        if (lacks)
        {
            lacking.Add(block);
        }
    }

    // A chain may leave its filters empty, but it does not begin to in the middle.
    private bool HoldsFilter(int block)
    {
        ref BlockHead head = ref _headers[block];
        if (_bloomLost || !head.HasBloom)
        {
            return true;
        }

        bool holds = _watch.HoldsByHash(in head.Bloom, in _decoder.Slots[0]);
        _bloomLost = !holds && !_bloomEarned;
        _bloomEarned |= holds;
        return holds || _bloomLost;
    }

    private LogRangesStep CheckRange(Piece piece, List<int> lacking, int count)
    {
        bool isCut = count >= CutMin && (count % CutStep == 0 || count % CutBinaryStep == 0);
        if (piece.Kind == LogQuestionKind.Block || (lacking.Count == 0 && !isCut))
        {
            if (++_good >= GoodBeforeGrowth)
            {
                _good = 0;
                _length = (int)Math.Min(2L * _length, _lengthMax);
            }

            return LogRangesStep.Continue;
        }

        if (piece.Length > 1 && isCut)
        {
            Counters.Lacking++;
            Halve(piece);
            return LogRangesStep.Continue;
        }

        // Perhaps the filter speaks of other logs of the same contract: the block in full says. The last one
        // is asked for first: what is cut off is the end.
        foreach (int block in lacking.Count > 0 ? lacking : [piece.First])
        {
            _pieces.Push(new Piece(LogQuestionKind.WholeBlock, block, block, piece.First, piece.Last));
        }

        return LogRangesStep.Continue;
    }

    // All logs of a block make its filter, bit by bit; then what is wanted among them is all of it.
    private LogRangesStep CheckWhole(Piece piece, ReadOnlySpan<byte> result, List<byte[]> before)
    {
        int block = piece.First;
        ref BlockHead head = ref _headers[block];
        if (!MakesFilter(in head, result))
        {
            if (_bloomEarned || head.Bloom.PopulationCount() > 0)
            {
                Counters.Lacking++;
                _logs[block] = before;
                return Again(piece, "the node's logs do not make the bloom filter of their block");
            }

            _bloomLost = true;
        }
        else
        {
            _bloomEarned |= head.Bloom.PopulationCount() > 0;
        }

        if (before.Count == _logs[block].Count || piece.TestedFirst == piece.TestedLast)
        {
            return LogRangesStep.Continue;
        }

        // The range's answer lacked a log here, so it may lack others anywhere.
        Counters.Lacking++;
        while (_pieces.TryPeek(out Piece next) && IsOfSameTest(next, piece))
        {
            _pieces.Pop();
        }

        Halve(new Piece(LogQuestionKind.Range, piece.TestedFirst, piece.TestedLast));
        return LogRangesStep.Continue;
    }

    private static bool IsOfSameTest(Piece next, Piece piece) =>
        next.Kind == LogQuestionKind.WholeBlock
        && next.TestedFirst == piece.TestedFirst
        && next.TestedLast == piece.TestedLast;

    private bool MakesFilter(ref readonly BlockHead head, ReadOnlySpan<byte> result)
    {
        LogsBloom made = default;
        LogsAnswer logs = _wholeDecoder.ReadLogs(result);
        while (logs.MoveNext())
        {
            if (logs.Current != FrameKind.Log || _wholeDecoder.Log.BlockHash != head.Hash)
            {
                return false;
            }

            _everything.AddTo(ref made, in _wholeDecoder.Slots[0]);
        }

        LogsBloom expected = head.Bloom;
        return made.Bytes.SequenceEqual(expected.Bytes);
    }
}
