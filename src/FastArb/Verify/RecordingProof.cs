using System.Globalization;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;
using FastArb.Feeds;
using FastArb.Market;

namespace FastArb.Verify;

/// <summary>
/// Sends a recording's messages through the feed into a table of pools, and after every block compares each
/// pool's whole state with the truth. Stops at the first difference.
/// </summary>
internal sealed class RecordingProof
{
    private const int FramesBetweenLooks = 256;

    private readonly RecordingFiles _files;
    private readonly RecordedGenesis _genesis;
    private readonly RecordedTruth _truth;
    private readonly Action<long> _look;
    private readonly PoolTable _table;
    private readonly int[] _poolOfSource;
    private readonly Dictionary<UInt256, UInt128> _proven = [];
    private readonly FeedPlan _plan;
    private BlockIdentity _head;
    private RecordingDifference? _difference;
    private bool _hasGap;
    private long _frames;
    private long _logs;
    private long _states;
    private long _ticks;
    private int _reorgs;

    private RecordingProof(RecordingFiles files, Action<long> look)
    {
        _files = files;
        _look = look;
        _genesis = RecordedGenesis.Load(files.Genesis);
        _truth = RecordedTruth.Load(files.Truth, _genesis);
        _table = new PoolTable(_genesis.Plan);
        _head = _genesis.Block;
        WatchRules rules = _genesis.Plan.ToWatchRules();
        Dictionary<Address, int> pools = _genesis.Plan.Pools.ToDictionary(
            pool => pool.Address,
            pool => pool.Index
        );
        _poolOfSource = [.. rules.Addresses.Select(address => pools[address])];
        _plan = new FeedPlan(rules)
        {
            Time = EventTimeSource.Chain,
            Order = new BlockOrderOptions { Start = _genesis.Block },
        };
    }

    /// <summary>Whatever is wrong with a recording is in its report.</summary>
    /// <param name="files">Where it is.</param>
    /// <param name="look">Called now and then with the number of messages done; may throw to stop.</param>
    public static RecordingFileReport Verify(RecordingFiles files, Action<long> look)
    {
        try
        {
            return new RecordingProof(files, look).Run();
        }
        catch (InvalidDataException damage)
        {
            return new RecordingFileReport(files.Name, VectorOutcome.Damaged) { Reason = damage.Message };
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return new RecordingFileReport(files.Name, VectorOutcome.Unreadable)
            {
                Reason = unreadable.Message,
            };
        }
    }

    private RecordingFileReport Run()
    {
        _table.BeginBlock(_genesis.Block.Number);
        for (int pool = 0; pool < _genesis.Pools.Length; pool++)
        {
            Load(pool);
        }

        Compare(_truth.Genesis);
        EventBatch batch = new(Take);
        FeedSequencer<TallySink> sequencer = new(_plan, new TallySink(batch));
        using FrameFileReader reader = new(_files.Frames);
        while (!HasEnded && reader.TryRead(out InputRecord record))
        {
            sequencer.Replay(record.Kind, record.Payload, record.ReceiveTime, record.Position);
            batch.Flush();
            _frames++;
            if (_frames % FramesBetweenLooks == 0)
            {
                _look(_frames);
            }
        }

        // The recording ends with a whole block, which nothing of a later one follows.
        sequencer.Replay(InputKind.End, [(byte)FeedEndReason.Finished], _frames, 0);
        batch.Flush();
        return HasEnded ? Report() : Report(sequencer);
    }

    private bool HasEnded => _difference is not null || _hasGap;

    private void Load(int pool)
    {
        try
        {
            _table.Load(pool, _genesis.Pools[pool]);
        }
        catch (Exception refused) when (refused is InvalidOperationException or ArgumentException)
        {
            string index = pool.ToString(CultureInfo.InvariantCulture);
            throw new InvalidDataException(
                $"{Path.GetFileName(_files.Genesis)}: pool {index} cannot be loaded: {refused.Message}",
                refused
            );
        }
    }

    private void Take(ReadOnlySpan<ChainEvent> events)
    {
        foreach (ref readonly ChainEvent e in events)
        {
            if (HasEnded)
            {
                return;
            }

            On(in e);
        }
    }

    private void On(ref readonly ChainEvent e)
    {
        switch (e.Kind)
        {
            case ChainEventKind.BlockBegin:
                _head = new BlockIdentity(e.BlockNumber, e.Words[0]);
                _table.BeginBlock(e.BlockNumber);
                break;
            case ChainEventKind.Log:
                Apply(in e);
                break;
            case ChainEventKind.BlockSealed when IsWhole(in e):
                CompareHead();
                break;
            case ChainEventKind.Reorg:
                Undo(in e);
                break;
            case ChainEventKind.Resynchronise:
                _hasGap = true;
                break;
            default:
                break;
        }
    }

    // What ends before the truth does may end within a block: to be said as that, not as a difference.
    private bool IsWhole(ref readonly ChainEvent seal) =>
        (SealReason)seal.Detail != SealReason.End || _truth.Last.Block == _head;

    private void Apply(ref readonly ChainEvent log)
    {
        int pool = _poolOfSource[log.Source];
        LogFault fault = _genesis.Plan.Kinds[log.Rule].Read(in log, out PoolChange change);
        fault = fault == LogFault.None ? _table.Apply(pool, in change, log.TransactionIndex) : fault;
        if (fault != LogFault.None)
        {
            string index = log.LogIndex.ToString(CultureInfo.InvariantCulture);
            Differ(_truth.Find(_head.Hash)?.Line ?? 0, pool, $"log {index} of the block is refused: {fault}");
        }

        _logs++;
    }

    private void Undo(ref readonly ChainEvent reorg)
    {
        _reorgs++;
        // A tip that falls was never sealed, but all that was said of it has come. Of one that is told again
        // because of a log out of order that is not so.
        if ((ReorgCause)reorg.Detail is ReorgCause.UnlinkedHead or ReorgCause.RemovedLog)
        {
            CompareHead();
        }

        if (HasEnded)
        {
            return;
        }

        _head = new BlockIdentity(reorg.BlockNumber, reorg.Words[0]);
        if (_table.UndoTo(reorg.BlockNumber))
        {
            CompareHead();
        }
        else
        {
            Differ(0, null, "the reorg to this block is deeper than can be undone");
        }
    }

    private void CompareHead()
    {
        if (_truth.Find(_head.Hash) is RecordedTruth.TrueBlock truth)
        {
            Compare(truth);
        }
        else
        {
            Differ(0, null, "the truth does not know this block");
        }
    }

    private void Compare(RecordedTruth.TrueBlock truth)
    {
        for (int pool = 0; pool < truth.Pools.Length; pool++)
        {
            PoolContent expected = truth.Pools[pool];
            if (_table.ContentOf(pool).DifferenceFrom(expected) is string what)
            {
                Differ(truth.Line, pool, what);
                return;
            }

            _states++;
            _ticks += expected.Ticks.Length;
        }

        // Who comes back to a block comes back to its root, whatever happened in between.
        UInt128 root = _table.Root;
        if (!_proven.TryAdd(truth.Block.Hash, root) && _proven[truth.Block.Hash] != root)
        {
            Differ(truth.Line, null, "the running root is not what it was at this block before");
        }
    }

    private void Differ(long line, int? pool, string what) =>
        _difference ??= new RecordingDifference(
            _head.Number,
            $"0x{_head.Hash:x64}",
            line,
            pool is int index
                ? string.Create(CultureInfo.InvariantCulture, $"{index}: {_genesis.Plan.Pools[index]}")
                : null,
            what
        );

    // No difference; but to have missed a block is no proof.
    private RecordingFileReport Report(FeedSequencer<TallySink> sequencer)
    {
        long malformed = sequencer.Counters.DecodeErrorsOfAllKinds;
        RecordedTruth.TrueBlock? missed = _truth.Blocks.FirstOrDefault(block =>
            !_proven.ContainsKey(block.Block.Hash)
        );
        if (malformed > 0)
        {
            string count = malformed.ToString(CultureInfo.InvariantCulture);
            return Damaged($"{count} of its messages cannot be read");
        }

        return missed is null
            ? Report()
            : Damaged(
                $"block {missed.Block} is never complete: a message of it, or of one below, is missing"
            );
    }

    private RecordingFileReport Damaged(string reason) =>
        Report() with
        {
            Outcome = VectorOutcome.Damaged,
            Reason = reason,
        };

    private RecordingFileReport Report() =>
        new(
            _files.Name,
            _difference is not null ? VectorOutcome.Failed
                : _hasGap ? VectorOutcome.Damaged
                : VectorOutcome.Passed
        )
        {
            Pools = _genesis.Plan.Pools.Length,
            Blocks = _proven.Count - (_proven.ContainsKey(_genesis.Block.Hash) ? 1 : 0),
            Reorgs = _reorgs,
            Frames = _frames,
            Logs = _logs,
            States = _states,
            Ticks = _ticks,
            FirstDifference = _difference,
            Reason = _hasGap
                ? $"messages are missing after block {_head}, and what follows cannot be put on top of it"
                : null,
        };
}
