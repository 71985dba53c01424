using System.Collections.Immutable;
using System.Globalization;

namespace FastArb.Pipeline;

/// <summary>
/// A lane with every handler that follows a run's events on the disk, in another process than the engine or
/// on a thread of its own, and writes the checkpoints, so that the engine does not pause or allocate for
/// them. Whether it comes to what the engine's lanes do shows too. One thread's.
/// </summary>
public sealed class CheckpointFollower : IDisposable
{
    public const int BlocksBetween = 1_000;

    private readonly EnginePlan _plan;
    private readonly string _runFolder;
    private readonly int _everyBlocks;
    private readonly Action<string> _say;
    private readonly UInt128 _fingerprint;
    private readonly HashSet<string> _out = new(StringComparer.Ordinal);
    private LaneCatchUp _log;
    private Lane _lane;
    private long _dueBlock;
    private EngineSight? _engine;
    private bool _differs;

    /// <summary>Begins with the newest checkpoint that will do.</summary>
    /// <param name="plan">Of the engine; how it shares its threads does not matter.</param>
    /// <param name="runFolder">Where its events are.</param>
    /// <param name="say">Takes a sentence, rarely.</param>
    /// <param name="everyBlocks">
    /// Checkpoints are written at the first block at which the market is at rest, from the beginning and from
    /// each multiple on.
    /// </param>
    public CheckpointFollower(
        EnginePlan plan,
        string runFolder,
        Action<string> say,
        int everyBlocks = BlocksBetween
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfLessThan(everyBlocks, 1);
        _plan = plan with { Lanes = LanePlan.Of(1, plan.Handlers.Length), Interventions = [] };
        _runFolder = runFolder;
        _say = say;
        _everyBlocks = everyBlocks;
        _fingerprint = PlanFingerprint.Of(_plan);
        _log = new LaneCatchUp(_plan, runFolder);
        _lane = Begin(plan.Interventions);
    }

    /// <summary>The next event that it has not taken.</summary>
    public long NextSequence => _lane.NextSequence;

    /// <summary>How many checkpoints it has written.</summary>
    public long Written { get; private set; }

    /// <summary>
    /// Takes the events that are on the disk, up to where every lane of the engine is: what holds one of
    /// those does not hold this one first.
    /// </summary>
    /// <param name="engine">How far the engine is.</param>
    /// <param name="interventions">All that are recorded.</param>
    /// <param name="stop">Ends it within a block of events.</param>
    public void Look(EngineSight engine, IEnumerable<HandlerFault> interventions, CancellationToken stop)
    {
        ImmutableArray<HandlerFault> faults = [.. interventions];
        if (faults.Any(fault => !_out.Contains(fault.Handler)))
        {
            // Its handler may have had events here that it shall not have had.
            _lane = Begin(faults);
        }

        if (_engine is null || _engine.SealedCount <= _lane.Roots.Count)
        {
            _engine = engine;
        }

        _log.Advance(_lane, engine.NextSequence, OnSealed, stop);
    }

    public void Dispose() => _log.Dispose();

    private Lane Begin(ImmutableArray<HandlerFault> faults)
    {
        _out.UnionWith(faults.Select(fault => fault.Handler));
        _log.Dispose();
        _log = new LaneCatchUp(_plan, _runFolder);
        Lane lane = _log.Begin(0, new LaneOutbox(null), asks: false, faults);
        foreach (string skipped in _log.Skipped)
        {
            _say($"a checkpoint is left aside: {skipped}");
        }

        _dueBlock = DueAfter(lane.Market.Head.Number);
        return lane;
    }

    private long DueAfter(long block) => ((block / _everyBlocks) + 1) * _everyBlocks;

    private void OnSealed()
    {
        CompareWithEngine();
        if (_lane.Market.Head.Number < _dueBlock || !_lane.Market.IsAtRest)
        {
            return;
        }

        _dueBlock = DueAfter(_lane.Market.Head.Number);
        try
        {
            CheckpointFiles.Write(_runFolder, _lane.Save(_fingerprint));
            Written++;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _say($"no checkpoint is written after block {_lane.Market.Head.Number}: {failure.Message}");
        }
    }

    private void CompareWithEngine()
    {
        (Chain.BlockIdentity block, _, UInt128 chain, long count) = _lane.Roots.Read();
        if (_engine?.SealedCount == count && chain != _engine.SealedChain && !_differs)
        {
            _differs = true;
            _say(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the engine's market after block {block} is not what the recorded events give"
                )
            );
        }
    }
}
