using System.Runtime.InteropServices;

namespace FastArb;

/// <summary>
/// Turns the first Ctrl-C (or a polite kill, or the end of the terminal) into a cancelled token. Work that
/// has not ended two seconds later, a read that nobody answers for instance, is left behind; a second signal
/// does not wait for it.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _polite = new();
    private readonly CancellationTokenSource _final = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private readonly PosixSignalRegistration _hangUp;

    public Interruption()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);

        // The terminal was closed.
        _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal);
    }

    /// <summary>
    /// Does the work on a thread that a blocking call cannot keep the process alive with, and throws
    /// <see cref="OperationCanceledException"/> where a signal ends it.
    /// </summary>
    public ExitCode Run(Func<CancellationToken, ExitCode> work)
    {
        CancellationToken polite = _polite.Token;
        Task<ExitCode> task = Task.Factory.StartNew(
            () => work(polite),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        Task.WaitAny([task], _final.Token);
        return task.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _hangUp.Dispose();
        _polite.Dispose();
        _final.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (_polite.IsCancellationRequested)
        {
            _final.Cancel();
            return;
        }

        _final.CancelAfter(Patience);
        _polite.Cancel();
    }
}
