using System.Runtime.InteropServices;

namespace FastArb.Feed.Internals;

/// <summary>What is remembered of an answer for a block's logs that is not believed yet.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct AnswerMark
{
    /// <summary>Of what it said of the wanted logs.</summary>
    public ulong Hash;

    public int Logs;

    /// <summary>How many answers said the same.</summary>
    public int Count;

    /// <summary>One of them named all logs of the block, and they make the header's filter.</summary>
    public bool IsExact;

    /// <summary>What is wrong with it has been counted.</summary>
    public bool IsCounted;
}
