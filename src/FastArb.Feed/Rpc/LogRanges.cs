using System.Runtime.InteropServices;
using FastArb.Chain;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

/// <summary>
/// Plans how to ask for the logs of blocks of the past, whose headers are known, and checks what comes:
/// ranges as long as the node takes, shorter ones where it refuses or cuts short, and a block in full where
/// its bloom filter speaks of logs that did not come. Asks nobody itself: it says what to ask, one question
/// after the other, and is told what came of it.
/// </summary>
public sealed partial class LogRanges
{
    // After so many answers in a row that were whole, longer ranges are tried again.
    private const int GoodBeforeGrowth = 3;

    private readonly LogRangesOptions _options;
    private readonly FrameDecoder _decoder;
    private readonly FrameDecoder _wholeDecoder = new(new WatchRules([WatchRule.Everything]));
    private readonly WatchBloom _watch;
    private readonly WatchBloom _everything = new(new WatchRules([WatchRule.Everything]));
    private readonly Stack<Piece> _pieces = new();
    private BlockHead[] _headers = [];
    private List<byte[]>[] _logs = [];
    private Piece _asked;
    private int _tries;
    private int _good;

    // How long a range may be: what the node has said at most, and what seems right for now.
    private int _lengthMax;
    private int _length;

    private bool _bloomEarned;
    private bool _bloomLost;

    public LogRanges(WatchRules rules, LogRangesOptions? options = null)
    {
        _options = options ?? new LogRangesOptions();
        _decoder = new FrameDecoder(rules);
        _watch = new WatchBloom(rules);
        _lengthMax = _length = Math.Max(1, _options.BlocksMax);
    }

    public LogRangesCounters Counters { get; } = new();

    /// <summary>Why it was given up, in words.</summary>
    public string Fault { get; private set; } = string.Empty;

    /// <summary>Begins with these blocks, each of which stands on the one before it.</summary>
    public void Begin(ReadOnlySpan<BlockHead> headers)
    {
        _headers = headers.ToArray();
        _logs = [.. _headers.Select(_ => new List<byte[]>())];
        _pieces.Clear();
        _tries = 0;
        if (_headers.Length > 0)
        {
            _pieces.Push(new Piece(LogQuestionKind.Range, 0, _headers.Length - 1));
        }
    }

    /// <summary>What to ask next; false where all logs are there.</summary>
    public bool TryNext(out LogQuestion question)
    {
        while (_pieces.TryPop(out Piece piece))
        {
            if (piece.Kind == LogQuestionKind.Range && piece.Length > _length)
            {
                _pieces.Push(piece with { First = piece.First + _length });
                piece = piece with { Last = piece.First + _length - 1 };
            }

            if (piece.Kind == LogQuestionKind.Range && IsExcluded(piece))
            {
                Counters.Excluded += piece.Length;
                continue;
            }

            _asked = piece;
            Counters.Asked++;
            Counters.WholeBlocks += piece.Kind == LogQuestionKind.WholeBlock ? 1 : 0;
            ref BlockHead first = ref _headers[piece.First];
            question = new LogQuestion(
                piece.Kind,
                first.Number,
                _headers[piece.Last].Number,
                piece.Kind == LogQuestionKind.Range ? default : first.Hash
            );
            return true;
        }

        question = default;
        return false;
    }

    /// <summary>The logs of a block, each as the node's JSON, in order.</summary>
    public IReadOnlyList<byte[]> LogsOf(long number) => _logs[(int)(number - _headers[0].Number)];

    /// <summary>The result of the question that was put last.</summary>
    public LogRangesStep OnAnswer(ReadOnlySpan<byte> result)
    {
        Piece piece = _asked;
        bool isWhole = piece.Kind == LogQuestionKind.WholeBlock;
        List<byte[]> before = _logs[piece.First];
        List<int> lacking = [];
        ClearLogs(piece);
        if (!TryTake(piece, result, lacking, out int count))
        {
            _logs[piece.First] = before;
            Counters.Contradictions++;
            return Again(piece, "the node's logs contradict its headers");
        }

        LogRangesStep step = isWhole ? CheckWhole(piece, result, before) : CheckRange(piece, lacking, count);
        if (step == LogRangesStep.Continue)
        {
            _tries = 0;
        }

        return step;
    }

    /// <summary>The node refused the question that was put last.</summary>
    public LogRangesStep OnError(RpcErrorMeaning meaning, ReadOnlySpan<byte> text)
    {
        Piece piece = _asked;
        bool isTooMuch = meaning is RpcErrorMeaning.RangeTooWide or RpcErrorMeaning.TooManyResults;
        if (isTooMuch && piece.Length > 1)
        {
            bool isLength = meaning == RpcErrorMeaning.RangeTooWide;
            int half = (piece.Length + 1) / 2;
            long first = _headers[piece.First].Number;
            int advised = RangeAdvice.Of(text, first, piece.Length, isLength);
            _length = advised > 0 ? advised : half;
            _lengthMax = isLength ? _length : _lengthMax;
            _good = 0;
            Counters.Splits++;
            _pieces.Push(piece);
            return LogRangesStep.Continue;
        }

        if (isTooMuch && piece.Kind != LogQuestionKind.Block)
        {
            // A single block with more logs than the node gives: only what is wanted of it.
            _pieces.Push(piece with { Kind = LogQuestionKind.Block });
            return LogRangesStep.Continue;
        }

        return Again(piece, "the node does not answer eth_getLogs");
    }

    private LogRangesStep Again(Piece piece, string fault)
    {
        _pieces.Push(piece);
        _good = 0;
        if (++_tries < _options.TriesMax)
        {
            return LogRangesStep.Pause;
        }

        Fault = $"{fault}, blocks {_headers[piece.First].Number} to {_headers[piece.Last].Number}";
        return LogRangesStep.Failed;
    }

    private bool IsExcluded(Piece piece)
    {
        for (int i = piece.First; i <= piece.Last; i++)
        {
            if (
                !_bloomEarned
                || _bloomLost
                || !_headers[i].HasBloom
                || !_watch.Excludes(in _headers[i].Bloom)
            )
            {
                return false;
            }
        }

        return true;
    }

    private void ClearLogs(Piece piece)
    {
        for (int i = piece.First; i <= piece.Last; i++)
        {
            _logs[i] = [];
        }
    }

    private void Halve(Piece piece)
    {
        Counters.Splits++;
        int middle = piece.First + ((piece.Length + 1) / 2);
        _good = 0;
        _length = Math.Max(1, Math.Min(_length, middle - piece.First));
        _pieces.Push(new Piece(LogQuestionKind.Range, middle, piece.Last));
        _pieces.Push(new Piece(LogQuestionKind.Range, piece.First, middle - 1));
    }

    /// <summary>
    /// A question that is open: of the blocks by their place in the window. A block that is asked for in full
    /// puts the answer for a range to the test, named by its own places.
    /// </summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Piece(
        LogQuestionKind Kind,
        int First,
        int Last,
        int TestedFirst = -1,
        int TestedLast = -1
    )
    {
        public int Length => Last - First + 1;
    }
}
