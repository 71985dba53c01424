using FastArb.Metrics;
using FastArb.Pipeline;

namespace FastArb.Engines;

/// <summary>
/// The front's thread that follows what its engine records, and writes the checkpoints: the engine itself
/// never stops for them. Ends with the front.
/// </summary>
internal sealed class CheckpointKeeper : IDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(500);

    private readonly Terminal _terminal;
    private readonly RunRequest _request;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private CheckpointFollower? _follower;
    private int _engine;

    public CheckpointKeeper(Terminal terminal, RunRequest request)
    {
        _terminal = terminal;
        _request = request;
        _thread = new Thread(Run) { Name = "checkpoints", IsBackground = true };
        _thread.Start();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _follower?.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        while (!_stop.Token.WaitHandle.WaitOne(s_look))
        {
            try
            {
                Look();
            }
            catch (Exception fault)
                when (fault
                        is IOException
                            or UnauthorizedAccessException
                            or InvalidDataException
                            or CommandFailure
                )
            {
                // The engine does not need it; without it, it takes longer to begin again.
                Say($"no checkpoints are written any more: {fault.Message}");
                return;
            }
        }
    }

    private void Look()
    {
        EngineSnapshot engine = EngineSnapshot.Read(_request.Folder);
        if (engine.Values.State != SnapshotState.Alive || engine.Lanes.IsEmpty)
        {
            return;
        }

        if (_follower is null || engine.Values.ProcessId != _engine)
        {
            // Another engine may have cut off the end of what the last one recorded.
            _follower?.Dispose();
            _engine = engine.Values.ProcessId;
            _follower = new CheckpointFollower(Plan(), _request.Folder, Say);
        }

        LaneView first = engine.Lanes[0];
        EngineSight sight = new(engine.Lanes.Min(lane => lane.NextSequence), first.Seals, first.Chain);
        _follower.Look(sight, Interventions.Read(_request.Folder), _stop.Token);
    }

    private EnginePlan Plan() =>
        EngineMarket.PlanOf(
            EngineMarket.Load(_terminal, _request.Folder),
            _request.Hops,
            LanePlan.Of(1, EngineCommand.HandlerCount)
        ) with
        {
            Interventions = Interventions.Read(_request.Folder),
        };

    private void Say(string sentence) => _terminal.Messages.WriteLine($"note: {sentence}");
}
