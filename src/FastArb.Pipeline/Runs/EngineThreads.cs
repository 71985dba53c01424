using System.Collections.Concurrent;

namespace FastArb.Pipeline;

/// <summary>
/// Makes the threads of an engine. What one of them throws is kept, and ends the engine: none takes the
/// process down, and none is missed in silence.
/// </summary>
public sealed class EngineThreads(Action onFault)
{
    private readonly Action _onFault = onFault;
    private Exception? _fault;

    /// <summary>The first fault of a thread; null while all is well.</summary>
    public Exception? Fault => Volatile.Read(ref _fault);

    /// <summary>Pinnings that the system refused, in words; each thread is pinned once.</summary>
    public ConcurrentQueue<string> PinningsRefused { get; } = [];

    /// <summary>Runs something on a thread of its own, on this core where one is named.</summary>
    public Thread Start(string name, Action run, int? core = null)
    {
        Thread thread = new(() =>
        {
            try
            {
                if (core is int number && CorePinning.TryPin(number) is string refusal)
                {
                    PinningsRefused.Enqueue($"{name} is not pinned: {refusal}");
                }

                run();
            }
            catch (Exception fault)
            {
                Interlocked.CompareExchange(ref _fault, fault, null);
                _onFault();
            }
        })
        {
            Name = name,
            IsBackground = true,
        };
        thread.Start();
        return thread;
    }
}
