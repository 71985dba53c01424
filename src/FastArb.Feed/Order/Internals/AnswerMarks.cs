using System.Runtime.CompilerServices;

namespace FastArb.Feed.Internals;

/// <summary>The different answers that one question got; of more than four the oldest goes.</summary>
[InlineArray(Max)]
internal struct AnswerMarks
{
    private const int Max = 4;

    private AnswerMark _first;

    /// <summary>Counts an answer; where it lies among the others.</summary>
    public int Add(ulong hash, int logs, bool isExact)
    {
        Span<AnswerMark> marks = this;
        int at = 0;
        while (at < Max && marks[at].Count > 0 && marks[at].Hash != hash)
        {
            at++;
        }

        if (at == Max)
        {
            marks[1..].CopyTo(marks);
            at = Max - 1;
            marks[at] = default;
        }

        ref AnswerMark mark = ref marks[at];
        mark.Hash = hash;
        mark.Logs = logs;
        mark.Count++;
        mark.IsExact |= isExact;
        return at;
    }

    /// <summary>How many answers nothing speaks against so far.</summary>
    public readonly int Unblamed
    {
        get
        {
            int count = 0;
            foreach (AnswerMark mark in this)
            {
                count += mark.IsCounted ? 0 : mark.Count;
            }

            return count;
        }
    }

    /// <summary>Whether one of them named all logs of the block.</summary>
    public readonly bool HasExact
    {
        get
        {
            bool any = false;
            foreach (AnswerMark mark in this)
            {
                any |= mark.IsExact;
            }

            return any;
        }
    }
}
