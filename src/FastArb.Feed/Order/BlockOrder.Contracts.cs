using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

/// <content>
/// Questions to contracts, which other rooms ask. Nothing of the chain's order depends on them: they only
/// share its way to the node and its stream of events.
/// </content>
public sealed partial class BlockOrder<TSink>
{
    // Each try goes another way; who asks can begin anew at a newer block, so it shall know soon.
    private const int QuestionTriesMax = 6;

    /// <summary>A room of ours wants a contract to say something.</summary>
    public void OnAsked(ContractQuestion question, in InputStamp stamp)
    {
        ArgumentNullException.ThrowIfNull(question);
        Arrive(in stamp);
        Counters.QuestionsAsked++;
        int at = _questions.Ask(question, stamp.EventTime);
        if (at < 0)
        {
            Counters.QuestionsFailed++;
            PublishAnswer(question, AnswerOutcome.Failed, [], in stamp);
        }
        else if (_isOffline)
        {
            _questions.Suspend(at);
        }
    }

    /// <summary>What a contract returned, or that it refused.</summary>
    public void OnContractAnswer(
        long callId,
        AnswerOutcome outcome,
        ReadOnlySpan<byte> result,
        in InputStamp stamp
    )
    {
        Arrive(in stamp);
        int at = _questions.Find(callId);
        if (at < 0)
        {
            Counters.UnknownAnswers++;
            return;
        }

        ContractQuestion question = _questions[at].Question!;
        _questions.Remove(at);
        Counters.QuestionsFailed += outcome == AnswerOutcome.Failed ? 1 : 0;
        PublishAnswer(question, outcome, result, in stamp);
    }

    private static bool IsOfContract(long callId) => callId >= CallTable.ContractIdFirst;

    private void OnQuestionDue(in InputStamp stamp)
    {
        int at = _questions.FindDueAt();
        if (_questions[at].IsWaiting)
        {
            _questions.Pose(at, stamp.EventTime);
        }
        else
        {
            FailQuestion(_questions[at].Id, in stamp);
        }
    }

    private void FailQuestion(long callId, in InputStamp stamp)
    {
        int at = _questions.Find(callId);
        if (at < 0)
        {
            Counters.UnknownAnswers++;
        }
        else if (_isOffline)
        {
            _questions.Suspend(at);
        }
        else if (_questions.Fail(at, stamp.EventTime) >= QuestionTriesMax)
        {
            ContractQuestion question = _questions[at].Question!;
            _questions.Remove(at);
            Counters.QuestionsFailed++;
            PublishAnswer(question, AnswerOutcome.Failed, [], in stamp);
        }
    }

    private void PutOffQuestion(long callId, long delayNs, in InputStamp stamp)
    {
        int at = _questions.Find(callId);
        if (at < 0)
        {
            Counters.UnknownAnswers++;
            return;
        }

        Counters.CallsPutOff++;
        _questions.PutOff(at, stamp.EventTime, delayNs);
        if (_isOffline)
        {
            _questions.Suspend(at);
        }
    }

    private void PublishAnswer(
        ContractQuestion question,
        AnswerOutcome outcome,
        ReadOnlySpan<byte> result,
        in InputStamp stamp
    )
    {
        int length = result.Length;
        int word = ChainEvent.AnswerWordsAt;
        byte part = 0;
        do
        {
            ChainEventKind kind = part == 0 ? ChainEventKind.Answer : ChainEventKind.AnswerPart;
            ref ChainEvent slot = ref Claim(kind, question.Block.Number, in stamp);
            slot.Detail = (byte)outcome;
            slot.DataLength = length;
            slot.Part = part;
            if (part == 0)
            {
                slot.Words[0] = question.Block.Hash;
                slot.Words[1] = new UInt256(question.Tag);
            }

            for (; word < ChainEventWords.Count && !result.IsEmpty; word++)
            {
                slot.Words[word] = TakeWord(ref result);
            }

            slot.WordCount = (byte)word;
            Publish();
            word = 0;
            part++;
        } while (!result.IsEmpty);
    }

    // The last one may not be full.
    private static UInt256 TakeWord(ref ReadOnlySpan<byte> bytes)
    {
        Span<byte> word = stackalloc byte[UInt256.ByteCount];
        word.Clear();
        int count = Math.Min(bytes.Length, UInt256.ByteCount);
        bytes[..count].CopyTo(word);
        bytes = bytes[count..];
        return UInt256.ReadBigEndian(word);
    }
}
