using System.Diagnostics;
using System.Globalization;
using FastArb.Metrics;
using FastArb.Pipeline;

namespace FastArb.Engines;

/// <summary>
/// <c>fastarb run</c>: the front. It starts the engine as a process of its own, since what allocates must not
/// stop it, says how it is, and starts it again when it dies.
/// </summary>
internal sealed class RunCommand(Terminal terminal, RunRequest request) : IDisposable
{
    private const int KilledBySignal = 128;

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_statusInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_statusPatience = TimeSpan.FromMilliseconds(500);

    private readonly EngineRestarts _restarts = new();
    private readonly long _start = Stopwatch.GetTimestamp();
    private EngineProcess? _engine;

    public ExitCode Run(CancellationToken interrupted)
    {
        using CheckpointKeeper keeper = new(terminal, request);
        while (true)
        {
            using EngineProcess engine = EngineProcess.Start(request.Arguments);
            _engine = engine;
            bool hasListened = Watch(engine, interrupted);
            int code = engine.ExitCode;
            _engine = null;
            if (interrupted.IsCancellationRequested)
            {
                return ExitCode.Interrupted;
            }

            // What it says of itself will not change by being asked again; what has killed it may.
            bool hasDied =
                code > KilledBySignal && code != (int)ExitCode.Interrupted
                || (code == (int)ExitCode.Failure && hasListened);
            if (!hasDied)
            {
                return (ExitCode)code;
            }

            WaitBeforeRestart(code, interrupted);
            if (interrupted.IsCancellationRequested)
            {
                return ExitCode.Interrupted;
            }
        }
    }

    /// <summary>Who is in a hurry kills the engine.</summary>
    public void Dispose() => _engine?.Dispose();

    // Until it has ended; whether it has ever answered.
    private bool Watch(EngineProcess engine, CancellationToken interrupted)
    {
        bool hasListened = false;
        bool isLeft = false;
        TimeSpan nextStatus = TimeSpan.Zero;
        while (!engine.Wait(s_look))
        {
            if (interrupted.IsCancellationRequested && !isLeft)
            {
                isLeft = true;
                Stop(engine);
            }

            TimeSpan now = Stopwatch.GetElapsedTime(_start);
            if (!isLeft && now >= nextStatus && SnapshotOf(engine) is { } status)
            {
                nextStatus = now + s_statusInterval;
                hasListened = true;
                Say(status);
            }
        }

        return hasListened;
    }

    // One that is detached does not look at its pipe.
    private void Stop(EngineProcess engine)
    {
        engine.Leave();
        if (request.IsDetached)
        {
            try
            {
                ControlClient.Ask(request.Folder, ControlVerb.Stop, patience: s_statusPatience);
            }
            catch (IOException)
            {
                // It is killed when patience ends.
            }
        }
    }

    // Reading it costs the engine nothing. Null: it has not left one yet.
    private EngineSnapshot? SnapshotOf(EngineProcess engine)
    {
        EngineSnapshot snapshot = EngineSnapshot.Read(request.Folder);
        return snapshot.Values.State == SnapshotState.Alive && snapshot.Values.ProcessId == engine.Id
            ? snapshot
            : null;
    }

    private void Say(EngineSnapshot engine) =>
        terminal.Messages.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"block {engine.HeadBlock}, {engine.BlockLag.TotalSeconds:0.0} s ago:"
                    + $" {engine.Events:#,0} events, {engine.Reconnects} reconnections,"
                    + $" {engine.Reorgs} reorgs, ring {engine.RingOccupancy:0 %} full"
            )
        );

    private void WaitBeforeRestart(int code, CancellationToken interrupted)
    {
        string how =
            code > KilledBySignal
                ? string.Create(CultureInfo.InvariantCulture, $"was killed by signal {code - KilledBySignal}")
                : "has failed";
        if (_restarts.Next(Stopwatch.GetElapsedTime(_start)) is not TimeSpan pause)
        {
            throw new CommandFailure(
                ExitCode.Failure,
                $"the engine {how}, for the {EngineRestarts.CountMax + 1}th time in ten minutes"
                    + $" (what it recorded is in {request.Folder})"
            );
        }

        terminal.Messages.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"warning: the engine {how}; it is started again in {pause.TotalSeconds} s"
                    + $" ({_restarts.Count} of {EngineRestarts.CountMax} times in ten minutes)"
            )
        );
        interrupted.WaitHandle.WaitOne(pause);
    }
}
