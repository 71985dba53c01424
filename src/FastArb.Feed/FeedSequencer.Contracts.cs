using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

// Questions to contracts. Rare: an answer is decoded into memory that is taken when the first one comes.
public sealed partial class FeedSequencer<TSink>
{
    private byte[] _answerBytes = [];

    /// <summary>
    /// Asks a contract something; <see cref="ChainEventKind.Answer"/> comes later. On the reader's thread,
    /// between two inputs; another thread posts <see cref="QuestionPayload"/> to the inbox instead. Not in a
    /// replay: there the questions are among the inputs.
    /// </summary>
    public void Ask(ContractQuestion question, long receiveTime) =>
        Accept(InputKind.Asked, 0, QuestionPayload.Of(question), receiveTime);

    private void OnContractAnswer(in RpcAnswer answer, ReadOnlySpan<byte> message, in InputStamp stamp)
    {
        ReadOnlySpan<byte> body = answer.Body(message);
        if (answer.HasError)
        {
            OnContractError(in answer, body, stamp);
            return;
        }

        // A string of digits: quotes around it, no escapes inside.
        bool isText = body.Length >= 2 && body[0] == '"' && body[^1] == '"';
        if (!isText || !HexText.TryStrip(body[1..^1], out ReadOnlySpan<byte> digits))
        {
            _order.OnCallFailed(answer.Id, stamp);
            return;
        }

        int length = digits.Length / 2;
        if (length > ChainEvent.AnswerBytesMax)
        {
            _order.OnContractAnswer(answer.Id, AnswerOutcome.Failed, [], stamp);
            return;
        }

        if (_answerBytes.Length == 0)
        {
            _answerBytes = new byte[ChainEvent.AnswerBytesMax];
        }

        if (Hex.TryDecode(digits, _answerBytes))
        {
            _order.OnContractAnswer(answer.Id, AnswerOutcome.Ok, _answerBytes.AsSpan(0, length), stamp);
        }
        else
        {
            _order.OnCallFailed(answer.Id, stamp);
        }
    }

    private void OnContractError(in RpcAnswer answer, ReadOnlySpan<byte> error, in InputStamp stamp)
    {
        switch (RpcErrorMeaning.Of(answer.ErrorCode, error))
        {
            case RpcErrorMeaning.Reverted:
                _order.OnContractAnswer(answer.Id, AnswerOutcome.Reverted, [], stamp);
                break;
            case RpcErrorMeaning.RateLimited:
            case RpcErrorMeaning.QuotaUsedUp:
            case RpcErrorMeaning.KeyInvalid:
                _order.OnCallPutOff(answer.Id, 0, stamp);
                break;
            default:
                _order.OnCallFailed(answer.Id, stamp);
                break;
        }
    }
}
