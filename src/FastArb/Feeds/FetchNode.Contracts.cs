using System.Globalization;
using System.Text.Json;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;
using FastArb.Market;

namespace FastArb.Feeds;

// Contracts in the state after one block, several in one request where the node takes that.
internal sealed partial class FetchNode
{
    private const int CallsPerBatch = 100;
    private const int CallTriesMax = 8;

    private int _callBatchMax = CallsPerBatch;
    private string _refusal = string.Empty;

    /// <summary>A block that the node has: by number, or by a name such as latest.</summary>
    public BlockIdentity BlockAt(string block)
    {
        string asked = FetchOptions.TryNumber(block, out long number)
            ? string.Create(CultureInfo.InvariantCulture, $"0x{number:x}")
            : block;
        SubscriptionRequests.WriteHeader(Begin(), 1, asked);
        return _decoder.DecodeHeader(ResultOf(Post())) == FrameKind.Head
            ? new BlockIdentity(_decoder.Head.Number, _decoder.Head.Hash)
            : throw new CommandFailure(
                ExitCode.TimeoutOrUnreachable,
                $"{_endpoint} does not have block {block} (name an earlier --block)"
            );
    }

    /// <summary>What each call returned, in their order; no bytes where it reverted.</summary>
    /// <param name="calls">What to ask.</param>
    /// <param name="block">In the state after which block: by its hash, so that a reorg changes
    /// nothing.</param>
    /// <param name="look">Called with the number of answers so far.</param>
    public ReadOnlyMemory<byte>[] Ask(
        IReadOnlyList<ContractCall> calls,
        BlockIdentity block,
        Action<int> look
    )
    {
        ReadOnlyMemory<byte>?[] results = new ReadOnlyMemory<byte>?[calls.Count];
        int left = calls.Count;
        for (int tries = 0; left > 0; tries++)
        {
            AskMissing(calls, block, results, look);
            int missing = results.Count(result => result is null);
            // As long as some come, the others will too.
            tries = missing < left ? 0 : tries;
            left = missing;
            if (left == 0)
            {
                break;
            }

            if (tries == CallTriesMax)
            {
                throw new CommandFailure(
                    ExitCode.TimeoutOrUnreachable,
                    $"{_endpoint} does not answer for the state of block {block}{_refusal}"
                        + " (name a later --block, or another node)"
                );
            }

            Pause(null);
        }

        _pauses = 0;
        return Array.ConvertAll(results, result => result!.Value);
    }

    /// <summary>The logs of a block that a rule wants, in their order: the first slot of each.</summary>
    public List<ChainEvent> LogsOf(in UInt256 block)
    {
        _requests.WriteCall(Begin(), new ChainCall(1, ChainCallKind.LogsByHash, block));
        byte[] result = ResultOf(Post());
        List<ChainEvent> logs = [];
        LogsAnswer answer = _decoder.ReadLogs(result);
        while (answer.MoveNext())
        {
            if (answer.Current == FrameKind.Log)
            {
                logs.Add(_decoder.Slots[0]);
            }
            else if (answer.Current != FrameKind.UnwantedLog)
            {
                throw new CommandFailure(
                    ExitCode.DataInvalid,
                    $"{_endpoint}: the logs of block 0x{block:x64} cannot be read"
                        + " (another node may do better)"
                );
            }
        }

        logs.Sort((one, other) => one.LogIndex.CompareTo(other.LogIndex));
        return logs;
    }

    private void AskMissing(
        IReadOnlyList<ContractCall> calls,
        BlockIdentity block,
        ReadOnlyMemory<byte>?[] results,
        Action<int> look
    )
    {
        Queue<int> wanted = new(Enumerable.Range(0, results.Length).Where(place => results[place] is null));
        while (wanted.Count > 0)
        {
            int[] places = [.. wanted.Take(_callBatchMax)];
            ChainCall[] questions =
            [
                .. places.Select(place => new ChainCall(
                    place,
                    ChainCallKind.Contract,
                    block.Hash,
                    Question: new ContractQuestion(0, block, calls[place].To, calls[place].Data)
                )),
            ];
            _requests.WriteCalls(Begin(), questions);
            RpcHttpAnswer answer = Send();
            bool isTaken = answer.Fault == RpcHttpFault.None && TakeResults(results, answer.Body);
            if (!isTaken && places.Length > 1)
            {
                // Too large, or no batches at all.
                _callBatchMax = answer.Fault == RpcHttpFault.None ? 1 : places.Length / 2;
                continue;
            }

            for (int i = 0; i < places.Length; i++)
            {
                wanted.Dequeue();
            }

            look(results.Length - results.Count(result => result is null));
        }
    }

    // False where the node has answered something to the batch as a whole.
    private bool TakeResults(ReadOnlyMemory<byte>?[] results, byte[] body)
    {
        FrameKind kind = _decoder.Decode(body);
        if (kind != FrameKind.Batch)
        {
            return kind == FrameKind.Answer && TryTakeResult(results, body);
        }

        BatchMessages batch = _decoder.ReadBatch(body);
        while (batch.MoveNext())
        {
            if (batch.Current == FrameKind.Answer)
            {
                TryTakeResult(results, body);
            }
        }

        return true;
    }

    private bool TryTakeResult(ReadOnlyMemory<byte>?[] results, byte[] body)
    {
        RpcAnswer answer = _decoder.Answer;
        ReadOnlySpan<byte> text = answer.Body(body);
        bool isOurs = answer.Id >= 0 && answer.Id < results.Length;
        if (!answer.HasError)
        {
            if (isOurs && BytesOf(text) is byte[] bytes)
            {
                results[answer.Id] = bytes;
            }

            return true;
        }

        RpcErrorMeaning meaning = RpcErrorMeaning.Of(answer.ErrorCode, text);
        RefuseIfFinal(meaning, text);
        if (isOurs && meaning == RpcErrorMeaning.Reverted)
        {
            results[answer.Id] = ReadOnlyMemory<byte>.Empty;
        }

        _refusal = $": {Shown(text)}";
        return isOurs || meaning == RpcErrorMeaning.RateLimited;
    }

    // Null where it is no data.
    private static byte[]? BytesOf(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json);
        return
            reader.Read()
            && reader.TokenType == JsonTokenType.String
            && reader.GetString() is ['0', 'x', .. string digits]
            && digits.Length % 2 == 0
            && digits.All(char.IsAsciiHexDigit)
            ? Convert.FromHexString(digits)
            : null;
    }
}
