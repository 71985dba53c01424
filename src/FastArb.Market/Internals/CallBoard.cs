using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FastArb.Chain;
using FastArb.EvmMath;

namespace FastArb.Market.Internals;

/// <summary>
/// Turns the calls of many jobs into few questions, through Multicall3 where that is deployed, and answers
/// into results. What it asks follows from what it is told alone, not from when somebody takes a question:
/// all who are told the same ask the same, under the same tags.
/// </summary>
internal sealed class CallBoard(int questionsMax, bool keepsQuestions)
{
    // Of one question, whatever is expected of the answers: a node limits the gas of a call.
    private const int CallsMax = 256;
    private const int CallsMin = 8;

    // Questions as large as may be, answered in a row: then they may be larger. In vain it takes longer the
    // next time, at last longer than the largest pool's reading, which else would never come to its end.
    private const int GrowAfterMin = 16;
    private const int GrowAfterMax = 1_024;

    // "market", so that nobody else's tags are taken for ours.
    private const ulong TagFirst = 0x6d61_726b_6574_0000UL;

    private readonly LinkedList<WaitingCall> _waiting = [];
    private readonly Dictionary<ulong, WaitingCall[]> _asked = [];
    private readonly Queue<ContractQuestion> _questions = [];
    private ulong _tagNext = TagFirst;
    private ulong _probe;
    private bool? _hasMulticall;
    private int _callsMax = CallsMax;
    private int _growAfter = GrowAfterMin;
    private int _wholeInRow;
    private bool _hasGrown;

    /// <summary>Calls that are in no question yet.</summary>
    public int WaitingCount => _waiting.Count;

    public long AskedCount { get; private set; }

    public bool? HasMulticall => _hasMulticall;

    /// <summary>Whether nothing is asked or waits to be.</summary>
    public bool IsAtRest => _asked.Count == 0 && _waiting.Count == 0;

    public bool TryTake(out ContractQuestion? question) => _questions.TryDequeue(out question);

    /// <summary>What it goes on by, once it is at rest.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_tagNext);
        writer.Write(AskedCount);
        writer.WriteOptional(_hasMulticall);
        writer.Write(_callsMax);
        writer.Write(_growAfter);
        writer.Write(_wholeInRow);
        writer.Write(_hasGrown);
    }

    public void Restore(BinaryReader reader)
    {
        _tagNext = reader.ReadUInt64();
        AskedCount = reader.ReadInt64();
        _hasMulticall = reader.ReadOptional();
        _callsMax = reader.ReadInt32();
        _growAfter = reader.ReadInt32();
        _wholeInRow = reader.ReadInt32();
        _hasGrown = reader.ReadBoolean();
    }

    /// <summary>All calls of the job's round.</summary>
    public void Add(PoolJob job)
    {
        for (int i = 0; i < job.Calls.Length; i++)
        {
            _waiting.AddLast(new WaitingCall(job, i, CallsMax));
        }
    }

    /// <summary>Puts as many questions as may be open at once.</summary>
    public void Ask()
    {
        while (_asked.Count < questionsMax && _probe == 0)
        {
            while (_waiting.First is { Value.Job.IsOver: true } over)
            {
                _waiting.Remove(over);
            }

            if (_waiting.First is not { } first)
            {
                return;
            }

            if (_hasMulticall is null)
            {
                // No calls, and still an answer: of two words, if there is somebody to give it.
                _probe = Put(first.Value.Job.Pin, Multicall.Contract, Multicall.Ask([]), []);
                return;
            }

            PutNext(first);
        }
    }

    /// <summary>
    /// An answer. Jobs that have all of theirs, and those that one failed of, go into the lists. False where
    /// the question was somebody else's.
    /// </summary>
    public bool Take(
        ulong tag,
        AnswerOutcome outcome,
        ReadOnlyMemory<byte> result,
        List<PoolJob> whole,
        List<PoolJob> failed
    )
    {
        if (!_asked.Remove(tag, out WaitingCall[]? calls))
        {
            return false;
        }

        if (tag == _probe)
        {
            _probe = 0;
            _hasMulticall = outcome switch
            {
                AnswerOutcome.Failed => null,
                AnswerOutcome.Ok => Multicall.TryRead(result, []),
                _ => false,
            };
            if (outcome == AnswerOutcome.Failed && _waiting.First is { } first)
            {
                // It was the block that nobody has; whoever wants it must begin at another one.
                failed.Add(first.Value.Job);
            }

            return true;
        }

        // A node that cannot put other code in place says no at every block: no bytes, which is no answer.
        bool isProbe = calls is [{ Call.CodeInPlaceOf.IsEmpty: false }];
        if (outcome == AnswerOutcome.Failed && !isProbe)
        {
            Shrink(calls.Length);
            failed.AddRange(calls.Select(call => call.Job).Where(job => !job.IsOver).Distinct());
            return true;
        }

        TakeResults(calls, outcome, result, whole);
        return true;
    }

    private void TakeResults(
        WaitingCall[] calls,
        AnswerOutcome outcome,
        ReadOnlyMemory<byte> result,
        List<PoolJob> whole
    )
    {
        ReadOnlyMemory<byte>[] results = [result];
        if (calls[0].Together > 0)
        {
            results = new ReadOnlyMemory<byte>[calls.Length];
            if (outcome != AnswerOutcome.Ok || !Multicall.TryRead(result, results))
            {
                // Too much for the node, or for one of them: in halves, at last each alone.
                for (int i = calls.Length - 1; i >= 0; i--)
                {
                    _waiting.AddFirst(calls[i] with { Together = calls.Length / 2 });
                }

                return;
            }

            Grow(calls.Length);
        }

        for (int i = 0; i < calls.Length; i++)
        {
            PoolJob job = calls[i].Job;
            job.Answer(calls[i].Place, results[i]);
            if (job is { Missing: 0, IsOver: false })
            {
                whole.Add(job);
            }
        }
    }

    // Those that were asked before the last time are smaller by themselves.
    private void Shrink(int calls)
    {
        _wholeInRow = 0;
        if (calls <= 1)
        {
            return;
        }

        _growAfter = _hasGrown ? Math.Min(GrowAfterMax, _growAfter * 2) : _growAfter;
        _hasGrown = false;
        _callsMax = Math.Max(CallsMin, calls / 2);
    }

    private void Grow(int calls)
    {
        if (_callsMax >= CallsMax || calls < _callsMax || ++_wholeInRow < _growAfter)
        {
            return;
        }

        _wholeInRow = 0;
        _hasGrown = true;
        _callsMax = Math.Min(CallsMax, _callsMax * 2);
    }

    // Of one block, and no more than fit into an answer.
    private void PutNext(LinkedListNode<WaitingCall> first)
    {
        BlockIdentity pin = first.Value.Job.Pin;
        // Other code stands for the whole question, so a call that wants it goes alone.
        bool alone = _hasMulticall != true || !first.Value.Call.CodeInPlaceOf.IsEmpty;
        int together = alone ? 0 : Math.Min(first.Value.Together, _callsMax);
        List<WaitingCall> calls = [];
        int bytes = Multicall.AnswerBytesOfNone;
        for (LinkedListNode<WaitingCall>? next = first; next is not null; )
        {
            LinkedListNode<WaitingCall> node = next;
            WaitingCall call = node.Value;
            next = node.Next;
            if (call.Job.IsOver)
            {
                _waiting.Remove(node);
                continue;
            }

            bytes += Multicall.AnswerBytes(call.Call.WordsMax);
            bool fits =
                calls.Count < together
                && bytes <= ChainEvent.AnswerBytesMax
                && call.Call.CodeInPlaceOf.IsEmpty;
            if (calls.Count > 0 && (call.Job.Pin != pin || !fits || call.Together < together))
            {
                break;
            }

            calls.Add(call with { Together = together });
            _waiting.Remove(node);
        }

        ContractCall one = calls[0].Call;
        if (together > 0)
        {
            Put(pin, Multicall.Contract, Multicall.Ask([.. calls.Select(call => call.Call)]), [.. calls]);
        }
        else
        {
            Put(pin, one.To, one.Data, [.. calls], one.CodeInPlaceOf);
        }
    }

    private ulong Put(
        BlockIdentity pin,
        Address to,
        ImmutableArray<byte> data,
        WaitingCall[] calls,
        ImmutableArray<Address> codeInPlaceOf = default
    )
    {
        ulong tag = _tagNext++;
        AskedCount++;
        _asked.Add(tag, calls);
        if (keepsQuestions)
        {
            bool plain = codeInPlaceOf.IsDefaultOrEmpty;
            ContractQuestion question = new(tag, pin, to, data);
            _questions.Enqueue(
                plain ? question : question with { CodeInPlaceOf = codeInPlaceOf, Code = TokenProbe.Code }
            );
        }

        return tag;
    }

    // Together: how many calls may be in one question with it; 0: it goes alone, without Multicall3.
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct WaitingCall(PoolJob Job, int Place, int Together)
    {
        public ContractCall Call => Job.Calls[Place];
    }
}
