using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using FastArb.Chain;
using FastArb.Feed;

namespace FastArb.Feeds;

/// <summary>
/// Asks one node over HTTP, and waits: through its rate limits for long, through its absence for a minute.
/// What will not change by waiting ends the command with one sentence.
/// </summary>
internal sealed partial class FetchNode : IDisposable
{
    private const int PausesMax = 6;
    private const int TextLengthMax = 200;
    private const int AnswerTriesMax = 3;

    private static readonly TimeSpan s_pauseFirst = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_pauseMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_absenceMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_limitMax = TimeSpan.FromMinutes(30);

    private readonly FeedEndpoint _endpoint;
    private readonly RpcHttp _http;
    private readonly FrameDecoder _decoder;
    private readonly SubscriptionRequests _requests;
    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly Action<string> _say;
    private readonly CancellationToken _cancellation;
    private int _pauses;
    private bool _wasThere;
    private long _lastAnswer = Stopwatch.GetTimestamp();

    public FetchNode(
        FeedEndpoint endpoint,
        RpcHttpOptions options,
        WatchRules rules,
        Action<string> say,
        CancellationToken cancellation
    )
    {
        _endpoint = endpoint;
        _http = new RpcHttp(endpoint, options);
        _decoder = new FrameDecoder(rules);
        _requests = new SubscriptionRequests(rules);
        _say = say;
        _cancellation = cancellation;
    }

    /// <summary>Requests that were sent.</summary>
    public long Requests { get; private set; }

    public ulong ChainId()
    {
        SubscriptionRequests.WriteChainId(Begin(), 1);
        string text = Encoding.UTF8.GetString(ResultOf(Post())).Trim('"');
        return FetchOptions.TryNumber(text, out long id)
            ? (ulong)id
            : throw new CommandFailure(
                ExitCode.DataInvalid,
                $"{_endpoint} does not say which chain it serves"
            );
    }

    /// <summary>The number of the block that the node calls latest, safe or finalized.</summary>
    public long NumberOf(string blockName)
    {
        SubscriptionRequests.WriteHeader(Begin(), 1, blockName);
        return _decoder.DecodeHeader(ResultOf(Post())) == FrameKind.Head
            ? _decoder.Head.Number
            : throw new CommandFailure(
                ExitCode.TimeoutOrUnreachable,
                $"{_endpoint} has no {blockName} block (name a number)"
            );
    }

    /// <summary>Asks for logs until all of them are there.</summary>
    public void FetchLogs(LogRanges ranges)
    {
        while (ranges.TryNext(out LogQuestion question))
        {
            Write(question);
            LogRangesStep step = Answered(ranges, Send());
            if (step == LogRangesStep.Failed)
            {
                throw new CommandFailure(
                    ExitCode.DataInvalid,
                    $"{_endpoint}: {ranges.Fault} (another node may do better)"
                );
            }

            if (step == LogRangesStep.Pause)
            {
                Pause(null);
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private LogRangesStep Answered(LogRanges ranges, RpcHttpAnswer answer)
    {
        if (answer.Fault != RpcHttpFault.None)
        {
            return ranges.OnError(RpcErrorMeaning.TooManyResults, default);
        }

        if (_decoder.Decode(answer.Body) != FrameKind.Answer)
        {
            return ranges.OnError(RpcErrorMeaning.Other, default);
        }

        RpcAnswer said = _decoder.Answer;
        ReadOnlySpan<byte> body = said.Body(answer.Body);
        if (!said.HasError)
        {
            LogRangesStep step = ranges.OnAnswer(body);
            _pauses = step == LogRangesStep.Continue ? 0 : _pauses;
            return step;
        }

        RpcErrorMeaning meaning = RpcErrorMeaning.Of(said.ErrorCode, body);
        RefuseIfFinal(meaning, body);
        return ranges.OnError(meaning, body);
    }

    private void Write(LogQuestion question)
    {
        switch (question.Kind)
        {
            case LogQuestionKind.Range:
                _requests.WriteLogsOfRange(Begin(), 1, question.First, question.Last);
                break;
            case LogQuestionKind.Block:
                _requests.WriteCall(Begin(), new ChainCall(1, ChainCallKind.LogsByHash, question.BlockHash));
                break;
            default:
                _requests.WriteCall(
                    Begin(),
                    new ChainCall(1, ChainCallKind.AllLogsByHash, question.BlockHash)
                );
                break;
        }
    }

    private ArrayBufferWriter<byte> Begin()
    {
        _text.ResetWrittenCount();
        return _text;
    }

    // The result of a single question that has one, or there is no going on.
    private byte[] ResultOf(byte[] body)
    {
        for (int tries = 0; ; tries++)
        {
            if (_decoder.Decode(body) != FrameKind.Answer)
            {
                if (tries == AnswerTriesMax)
                {
                    throw new CommandFailure(
                        ExitCode.DataInvalid,
                        $"{_endpoint} does not answer as a node does (check the URL)"
                    );
                }

                Pause(null);
                body = Post();
                continue;
            }

            RpcAnswer answer = _decoder.Answer;
            byte[] result = answer.Body(body).ToArray();
            if (!answer.HasError)
            {
                return result;
            }

            RpcErrorMeaning meaning = RpcErrorMeaning.Of(answer.ErrorCode, result);
            RefuseIfFinal(meaning, result);
            if (meaning != RpcErrorMeaning.RateLimited)
            {
                throw new CommandFailure(ExitCode.Failure, $"{_endpoint} refuses: {Shown(result)}");
            }

            Pause(null);
            body = Post();
        }
    }

    private byte[] Post()
    {
        RpcHttpAnswer answer = Send();
        return answer.Fault == RpcHttpFault.None
            ? answer.Body
            : throw new CommandFailure(ExitCode.Failure, answer.Sentence);
    }

    /// <summary>
    /// Sends what was written. What comes back is an answer, or says that it would be too large.
    /// </summary>
    private RpcHttpAnswer Send()
    {
        while (true)
        {
            Requests++;
            RpcHttpAnswer answer = _http
                .PostAsync(_text.WrittenMemory, _cancellation)
                .GetAwaiter()
                .GetResult();
            _cancellation.ThrowIfCancellationRequested();
            bool isTooLarge =
                answer.Fault == RpcHttpFault.TooLarge || answer.Meaning == RpcErrorMeaning.TooManyResults;
            if (answer.Fault == RpcHttpFault.None || isTooLarge)
            {
                _wasThere = true;
                _lastAnswer = Stopwatch.GetTimestamp();
                return answer;
            }

            RefuseIfFinal(answer);
            Pause(answer.RetryAfter);
        }
    }

    private void RefuseIfFinal(RpcHttpAnswer answer)
    {
        RefuseIfFinal(answer.Meaning, default);
        TimeSpan absence = Stopwatch.GetElapsedTime(_lastAnswer);
        bool isLimited = answer.Meaning == RpcErrorMeaning.RateLimited;
        bool mayComeBack =
            answer.Fault is RpcHttpFault.Unreachable or RpcHttpFault.TimedOut or RpcHttpFault.Status;
        if (mayComeBack && (isLimited || _wasThere) && absence < (isLimited ? s_limitMax : s_absenceMax))
        {
            return;
        }

        throw new CommandFailure(
            answer.Fault == RpcHttpFault.PlainTextRefused
                ? ExitCode.Configuration
                : ExitCode.TimeoutOrUnreachable,
            answer.Sentence + NextStep(answer)
        );
    }

    private static string NextStep(RpcHttpAnswer answer) =>
        answer switch
        {
            { Fault: RpcHttpFault.PlainTextRefused } => " (with --allow-plain-text)",
            { Fault: RpcHttpFault.Unreachable or RpcHttpFault.TimedOut } =>
                " (check the URL, and that the node is up)",
            { Fault: RpcHttpFault.TlsRefused } => " (check the URL's host, and this machine's clock)",
            { Fault: RpcHttpFault.NotJson or RpcHttpFault.Compressed } => " (check the URL)",
            { Meaning: RpcErrorMeaning.RateLimited } => " (try again later)",
            { Status: 404 or 405 } or { Status: >= 300 and < 400 } => " (check the URL's path)",
            { Fault: RpcHttpFault.Status } => " (check the URL, or try again later)",
            _ => string.Empty,
        };

    private void RefuseIfFinal(RpcErrorMeaning meaning, ReadOnlySpan<byte> text)
    {
        string words = text.IsEmpty ? string.Empty : $": {Shown(text)}";
        if (meaning == RpcErrorMeaning.KeyInvalid)
        {
            throw new CommandFailure(
                ExitCode.Configuration,
                $"{_endpoint} does not accept the key{words} (check the URL)"
            );
        }

        if (meaning == RpcErrorMeaning.QuotaUsedUp)
        {
            throw new CommandFailure(
                ExitCode.TimeoutOrUnreachable,
                $"{_endpoint}: the quota of this key is used up{words} (go on when there is a new one)"
            );
        }
    }

    // What a node says is shown, not trusted: cut, without signs that would move a cursor, without the key.
    private string Shown(ReadOnlySpan<byte> text)
    {
        string words = _endpoint.Redact(Encoding.UTF8.GetString(text));
        return string.Concat(words.Take(TextLengthMax).Where(sign => !char.IsControl(sign)));
    }

    private void Pause(TimeSpan? asked)
    {
        TimeSpan own = s_pauseFirst * (1 << Math.Min(_pauses, PausesMax));
        TimeSpan pause = asked > own ? asked.Value : own;
        pause = pause < s_pauseMax ? pause : s_pauseMax;
        _pauses++;
        string seconds = pause.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
        _say($"waiting {seconds} s for {_endpoint}");
        _cancellation.WaitHandle.WaitOne(pause);
        _cancellation.ThrowIfCancellationRequested();
    }
}
