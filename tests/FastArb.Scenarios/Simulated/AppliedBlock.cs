using FastArb.Chain;
using FastArb.EvmMath;
using Xunit;

namespace FastArb.Scenarios.Simulated;

/// <summary>A block as the events told it: each log's index, and its words put together again.</summary>
internal sealed class AppliedBlock(long number, UInt256 hash)
{
    private readonly List<AppliedLog> _logs = [];

    public long Number { get; } = number;

    public UInt256 Hash { get; } = hash;

    public IReadOnlyList<AppliedLog> Logs => _logs;

    public void Take(ref readonly ChainEvent e)
    {
        if (e.Kind == ChainEventKind.Log)
        {
            Assert.True(
                _logs.Count == 0 || _logs[^1].Index < e.LogIndex,
                $"log {e.LogIndex} of {Number} again"
            );
            _logs.Add(new AppliedLog(e.LogIndex, e.DataLength, []));
        }

        AppliedLog log = _logs[^1];
        Assert.True(log.Index == e.LogIndex, $"a part of log {e.LogIndex} behind log {log.Index}");
        for (int i = 0; i < e.WordCount; i++)
        {
            log.Words.Add(e.Words[i]);
        }
    }

    /// <summary>The words of a log: its address, its topics, its data.</summary>
    internal sealed record AppliedLog(uint Index, int DataLength, List<UInt256> Words);
}
