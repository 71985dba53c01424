using System.Collections.Immutable;
using FastArb.EvmMath;
using FastArb.Simulation.Internals;

namespace FastArb.Simulation;

/// <summary>
/// Makes blocks with random logs, and with hash, filter, base fee and time as they must be. The same seed and
/// the same calls give the same blocks.
/// </summary>
public sealed class BlockMaker
{
    private const ulong GasLimit = 45_000_000;
    private const int TopicsMax = 4;

    private static readonly UInt256 s_emptyTree = UInt256.ReadBigEndian(
        Convert.FromHexString("56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421")
    );
    private static readonly UInt256 s_noRequests = UInt256.ReadBigEndian(
        Convert.FromHexString("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    );

    private readonly BlockMakerOptions _options;
    private readonly SeededDraws _draws;

    public BlockMaker(ulong seed, BlockMakerOptions? options = null)
    {
        _options = options ?? new BlockMakerOptions();
        _draws = new SeededDraws(seed);
        Watched = [.. Enumerable.Range(0, _options.WatchedCount).Select(_ => _draws.NextAddress())];
        Others = [.. Enumerable.Range(0, _options.OtherCount).Select(_ => _draws.NextAddress())];
        Topics = [.. Enumerable.Range(0, 3).Select(_ => _draws.NextWord())];
    }

    /// <summary>Contracts that a watcher is meant to want.</summary>
    public ImmutableArray<Address> Watched { get; }

    /// <summary>Contracts beside them, with the same topics.</summary>
    public ImmutableArray<Address> Others { get; }

    /// <summary>What a log's first topic is, mostly.</summary>
    public ImmutableArray<UInt256> Topics { get; }

    /// <summary>A block whose parent nobody has.</summary>
    public SimulatedBlock First()
    {
        SimulatedHeader header = new()
        {
            ParentHash = _draws.NextWord(),
            Number = _options.FirstNumber - 1,
            Timestamp = _options.FirstTimestamp - _options.BlockSeconds,
            GasLimit = GasLimit,
            GasUsed = GasLimit / 2,
            BaseFeePerGas = 30_000_000_000,
        };
        return Fill(header, header.ParentHash, LogCount());
    }

    /// <summary>A block that stands on another one.</summary>
    public SimulatedBlock Next(SimulatedBlock parent) => Next(parent, LogCount());

    /// <summary>A block with so many logs.</summary>
    public SimulatedBlock Next(SimulatedBlock parent, int logs)
    {
        ArgumentNullException.ThrowIfNull(parent);
        return Fill(parent.Header, parent.Hash, logs);
    }

    /// <summary>
    /// A block that stands where another one stood: with some of its transactions, as after a reorganisation.
    /// </summary>
    public SimulatedBlock Replace(SimulatedBlock lost, SimulatedBlock parent)
    {
        ArgumentNullException.ThrowIfNull(lost);
        ArgumentNullException.ThrowIfNull(parent);
        List<UInt256> transactions = [];
        List<SimulatedLog> logs = [];
        for (int i = 0; i < lost.Transactions.Length; i++)
        {
            if (_draws.Hits(SeededDraws.Million / 2))
            {
                int place = transactions.Count;
                transactions.Add(lost.Transactions[i]);
                logs.AddRange(
                    lost.Logs.Where(log => log.TransactionIndex == i)
                        .Select(log => log with { TransactionIndex = place })
                );
            }
        }

        AddLogs(transactions, logs, _draws.Below(3));
        return Block(parent.Header, parent.Hash, transactions, logs);
    }

    /// <summary>A branch of so many blocks, the lowest first.</summary>
    public ImmutableArray<SimulatedBlock> Branch(SimulatedBlock ancestor, int count)
    {
        SimulatedBlock tip = ancestor;
        return [.. Enumerable.Range(0, count).Select(_ => tip = Next(tip))];
    }

    private int LogCount() =>
        _draws.Hits(_options.EmptyPerMillion) ? 0
        : _draws.Hits(_options.CrowdedPerMillion) ? _options.CrowdedLogs
        : 1 + _draws.Below(_options.LogsMax);

    private SimulatedBlock Fill(SimulatedHeader parent, UInt256 parentHash, int logCount)
    {
        List<UInt256> transactions = [];
        List<SimulatedLog> logs = [];
        AddLogs(transactions, logs, logCount);
        return Block(parent, parentHash, transactions, logs);
    }

    private void AddLogs(List<UInt256> transactions, List<SimulatedLog> logs, int count)
    {
        for (int i = 0; i < count; i++)
        {
            // Some transactions write several logs, some none.
            while (transactions.Count == 0 || (i == 0 || _draws.Below(3) == 0))
            {
                transactions.Add(_draws.NextWord());
                if (_draws.Below(4) != 0)
                {
                    break;
                }
            }

            logs.Add(Log(transactions.Count - 1));
        }
    }

    private SimulatedLog Log(int transaction)
    {
        ImmutableArray<Address> from = _draws.Below(2) == 0 && !Watched.IsEmpty ? Watched : Others;
        int topicCount = _draws.Below(8) == 0 ? _draws.Below(TopicsMax + 1) : 1 + _draws.Below(3);
        UInt256[] topics = new UInt256[topicCount];
        for (int i = 0; i < topicCount; i++)
        {
            topics[i] =
                i == 0 ? Topics[_draws.Below(Topics.Length)] : Topics[0] ^ (UInt256)(ulong)_draws.Below(4);
        }

        // Whole words, mostly; now and then any number of bytes, and more than a slot takes.
        int length =
            _draws.Below(8) == 0 ? _draws.Below(400)
            : _draws.Below(16) == 0 ? 32 * _draws.Below(40)
            : 32 * _draws.Below(6);
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++)
        {
            data[i] = (byte)(_draws.Next() >> 32);
        }

        return new SimulatedLog(from[_draws.Below(from.Length)], [.. topics], data, transaction);
    }

    private SimulatedBlock Block(
        SimulatedHeader parent,
        UInt256 parentHash,
        List<UInt256> transactions,
        List<SimulatedLog> logs
    )
    {
        SimulatedHeader header = new()
        {
            ParentHash = parentHash,
            Miner = Address.FromLowBits(_draws.NextWord()),
            StateRoot = _draws.NextWord(),
            TransactionsRoot = transactions.Count == 0 ? s_emptyTree : _draws.NextWord(),
            ReceiptsRoot = transactions.Count == 0 ? s_emptyTree : _draws.NextWord(),
            Number = parent.Number + 1,
            GasLimit = GasLimit,
            GasUsed = Math.Min(GasLimit, (21_000 * (ulong)transactions.Count) + (40_000 * (ulong)logs.Count)),
            Timestamp = parent.Timestamp + _options.BlockSeconds,
            MixHash = _draws.NextWord(),
            BaseFeePerGas = parent.NextBaseFee(),
            WithdrawalsRoot = s_emptyTree,
            BlobGasUsed = 0,
            ExcessBlobGas = 0,
            ParentBeaconBlockRoot = UInt256.Zero,
            RequestsHash = s_noRequests,
        };
        return new SimulatedBlock(header, [.. transactions], [.. logs]);
    }
}
