using System.Collections.Immutable;
using FastArb.EvmMath;
using FastArb.Simulation.Internals;

namespace FastArb.Simulation;

/// <summary>
/// A block that never changes, and the texts a node announces it with: written once, or as they were
/// recorded.
/// </summary>
public sealed class SimulatedBlock
{
    private readonly byte[]?[] _logTexts;
    private byte[]? _headText;

    /// <summary>A made block: its filter is that of its logs and its hash that of its header.</summary>
    public SimulatedBlock(
        SimulatedHeader header,
        ImmutableArray<UInt256> transactions,
        ImmutableArray<SimulatedLog> logs
    )
    {
        ArgumentNullException.ThrowIfNull(header);
        Header = header with { LogsBloom = HeaderBloom.Of(logs) };
        Hash = Header.ComputeHash();
        Transactions = transactions;
        Logs = logs;
        _logTexts = new byte[]?[logs.Length];
    }

    private SimulatedBlock(
        SimulatedHeader header,
        UInt256 hash,
        ImmutableArray<UInt256> transactions,
        ImmutableArray<SimulatedLog> logs,
        byte[] headText,
        byte[]?[] logTexts
    )
    {
        Header = header;
        Hash = hash;
        Transactions = transactions;
        Logs = logs;
        _headText = headText;
        _logTexts = logTexts;
        IsRecorded = true;
    }

    public SimulatedHeader Header { get; }

    public UInt256 Hash { get; }

    public long Number => Header.Number;

    public UInt256 ParentHash => Header.ParentHash;

    /// <summary>Hashes; more of a transaction is not kept.</summary>
    public ImmutableArray<UInt256> Transactions { get; }

    public ImmutableArray<SimulatedLog> Logs { get; }

    /// <summary>Whether hash and texts are a real node's.</summary>
    public bool IsRecorded { get; }

    internal static SimulatedBlock Recorded(
        SimulatedHeader header,
        UInt256 hash,
        ImmutableArray<UInt256> transactions,
        ImmutableArray<SimulatedLog> logs,
        byte[] headText,
        byte[]?[] logTexts
    ) => new(header, hash, transactions, logs, headText, logTexts);

    /// <summary>The head as <c>newHeads</c> tells of it.</summary>
    internal byte[] HeadText
    {
        get
        {
            if (_headText is null)
            {
                JsonText text = new();
                BlockText.WriteHead(text, Header, Hash);
                _headText = text.ToArray();
            }

            return _headText;
        }
    }

    /// <summary>The head with what <c>eth_getBlockBy...</c> adds to it.</summary>
    internal void WriteBlock(JsonText text, bool fullTransactions)
    {
        if (IsRecorded && !fullTransactions)
        {
            text.Raw(HeadText);
            return;
        }

        BlockText.WriteBlock(text, this, Header, fullTransactions);
    }

    /// <summary>The log as nodes tell of it, not removed.</summary>
    internal byte[] LogText(int index)
    {
        byte[]? told = _logTexts[index];
        if (told is null)
        {
            JsonText text = new();
            BlockText.WriteLog(text, this, Logs[index], index);
            _logTexts[index] = told = text.ToArray();
        }

        return told;
    }
}
