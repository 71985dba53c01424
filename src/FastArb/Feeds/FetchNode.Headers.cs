using System.Globalization;
using FastArb.Chain;
using FastArb.Feed;

namespace FastArb.Feeds;

// Headers by number, several in one request where the node takes that.
internal sealed partial class FetchNode
{
    private const int HeadersPerBatch = 50;
    private const int HeaderTriesMax = 8;

    private int _batchMax = HeadersPerBatch;

    // Whether headers of this chain hash as Ethereum's do: known from the first one on.
    private bool? _hashesAreOurs;

    /// <summary>These blocks' headers, each on the one before it.</summary>
    public FetchWindow FetchHeaders(long first, int count)
    {
        FetchWindow window = new(new BlockHead[count], new byte[count][]);
        int left = count;
        for (int tries = 0; ; tries++)
        {
            int missing = FetchMissing(window, first);
            if (missing == 0 && window.IsLinked)
            {
                _pauses = 0;
                return window;
            }

            // As long as some come, the others will too.
            tries = missing < left ? 0 : tries;
            left = missing;
            if (tries == HeaderTriesMax)
            {
                throw missing > 0
                    ? NoSuchBlock(first + Array.FindIndex(window.Texts, text => text is null))
                    : NotLinked(first);
            }

            if (missing == 0)
            {
                // Of two branches: all of them anew.
                Array.Clear(window.Texts);
                left = count;
            }

            Pause(null);
        }
    }

    private CommandFailure NoSuchBlock(long number) =>
        new(
            ExitCode.TimeoutOrUnreachable,
            $"{_endpoint} does not have block {number.ToString(CultureInfo.InvariantCulture)}"
                + " (name an earlier --to, or go on later)"
        );

    private CommandFailure NotLinked(long first) =>
        new(
            ExitCode.DataInvalid,
            $"{_endpoint}: the headers from block {first.ToString(CultureInfo.InvariantCulture)} on"
                + " do not make a chain (another node may do better)"
        );

    /// <summary>Asks once for each that is not there; says how many did not come.</summary>
    private int FetchMissing(FetchWindow window, long first)
    {
        Queue<int> wanted = new(
            Enumerable.Range(0, window.Heads.Length).Where(place => window.Texts[place] is null)
        );
        while (wanted.Count > 0)
        {
            int[] places = [.. wanted.Take(_batchMax)];
            _requests.WriteCalls(
                Begin(),
                [
                    .. places.Select(place => new ChainCall(
                        place,
                        ChainCallKind.HeaderByNumber,
                        default,
                        first + place
                    )),
                ]
            );
            RpcHttpAnswer answer = Send();
            bool isTaken = answer.Fault == RpcHttpFault.None && TakeAll(window, first, answer.Body);
            if (!isTaken && places.Length > 1)
            {
                // Too large, or no batches at all.
                _batchMax = answer.Fault == RpcHttpFault.None ? 1 : places.Length / 2;
                continue;
            }

            for (int i = 0; i < places.Length; i++)
            {
                wanted.Dequeue();
            }
        }

        return window.Texts.Count(text => text is null);
    }

    // False where the node has answered something to the batch as a whole.
    private bool TakeAll(FetchWindow window, long first, byte[] body)
    {
        FrameKind kind = _decoder.Decode(body);
        if (kind != FrameKind.Batch)
        {
            return kind == FrameKind.Answer && TryTake(window, first, body);
        }

        BatchMessages batch = _decoder.ReadBatch(body);
        while (batch.MoveNext())
        {
            if (batch.Current == FrameKind.Answer)
            {
                TryTake(window, first, body);
            }
        }

        return true;
    }

    private bool TryTake(FetchWindow window, long first, byte[] body)
    {
        RpcAnswer answer = _decoder.Answer;
        ReadOnlySpan<byte> text = answer.Body(body);
        if (answer.HasError)
        {
            RpcErrorMeaning meaning = RpcErrorMeaning.Of(answer.ErrorCode, text);
            RefuseIfFinal(meaning, text);
            return answer.Id >= 0 || meaning == RpcErrorMeaning.RateLimited;
        }

        if (answer.Id < 0 || answer.Id >= window.Heads.Length)
        {
            return true;
        }

        if (
            _decoder.DecodeHeader(text) == FrameKind.Head
            && _decoder.Head.Number == first + answer.Id
            && IsItself(in _decoder.Head)
        )
        {
            window.Heads[answer.Id] = _decoder.Head;
            window.Texts[answer.Id] = text.ToArray();
        }

        return true;
    }

    private bool IsItself(ref readonly BlockHead head)
    {
        bool isOurs = head.HasComputedHash && head.ComputedHash == head.Hash;
        _hashesAreOurs ??= isOurs;
        return isOurs || _hashesAreOurs == false;
    }
}
