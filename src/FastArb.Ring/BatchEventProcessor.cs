using System.Reflection;

namespace FastArb.Ring;

// Run is the loop of one consumer's thread; the rest may be asked from any.
// Allocates nothing per event; waits as the ring's style says.
// 3 ns an event, its claim and publication included.
/// <summary>
/// Hands events to a handler, in order and in batches, until it is halted, canceled at its barrier, or has
/// drained the ring after the producer completed. Makes no thread: whoever wants one runs it there.
/// </summary>
public sealed class BatchEventProcessor<T, THandler>
    where T : unmanaged
    where THandler : IEventHandler<T>
{
    private const int Idle = 0;
    private const int Running = 1;
    private const int Halting = 2;
    private const int HaltedBeforeRun = 3;

    // A member that a struct leaves to the interface is never called: such a call would box the struct.
    private static readonly bool s_hasBatchStart = Has(nameof(IEventHandler<>.OnBatchStart));
    private static readonly bool s_hasStart = Has(nameof(IEventHandler<>.OnStart));
    private static readonly bool s_hasShutdown = Has(nameof(IEventHandler<>.OnShutdown));

    private readonly RingBuffer<T> _ring;
    private readonly SequenceBarrier _barrier;
    private readonly long _batchSizeMax;
    private THandler _handler;
    private int _state;

    public BatchEventProcessor(
        RingBuffer<T> ring,
        SequenceBarrier barrier,
        THandler handler,
        int batchSizeMax = int.MaxValue
    )
    {
        ArgumentNullException.ThrowIfNull(ring);
        ArgumentNullException.ThrowIfNull(barrier);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSizeMax, 1);
        if (barrier.Sequencer != ring.Sequencer)
        {
            throw new ArgumentException("The barrier belongs to another ring.", nameof(barrier));
        }

        _ring = ring;
        // Its own, so that halting one consumer leaves those alone that share the barrier.
        _barrier = new SequenceBarrier(barrier);
        _handler = handler;
        _batchSizeMax = batchSizeMax;
    }

    /// <summary>The last event handled.</summary>
    public Sequence Sequence { get; } = new();

    /// <summary>The handler in its place. A struct's state may be looked at while nothing runs.</summary>
    public ref THandler Handler => ref _handler;

    /// <summary>What ended the last run, if the handler threw.</summary>
    public EventFault? Fault { get; private set; }

    /// <summary>Everything that will ever be published was handled.</summary>
    public bool IsDrained => _barrier.HasEnded(Sequence.Value + 1);

    public bool IsRunning => Volatile.Read(ref _state) is Running or Halting;

    /// <summary>
    /// Handles events until it is halted, canceled or drained; after a halt it may run again and goes on with
    /// the next event. If the handler throws, the exception leaves here, and <see cref="Fault"/> names the
    /// event, which counts as not handled.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is running already.</exception>
    public void Run()
    {
        int before = Interlocked.CompareExchange(ref _state, Running, Idle);
        if (before == HaltedBeforeRun)
        {
            // A halt that came sooner than its run counts for that run.
            Volatile.Write(ref _state, Idle);
            return;
        }

        if (before != Idle)
        {
            throw new InvalidOperationException("The processor is running already.");
        }

        Fault = null;
        _barrier.ResetProcessing();
        try
        {
            HandleUntilEnd();
        }
        finally
        {
            Volatile.Write(ref _state, Idle);
        }
    }

    /// <summary>
    /// From any thread: stops after the batch at hand, whatever else is published. Before a run, it ends that
    /// run at once.
    /// </summary>
    public void Halt()
    {
        int state = Volatile.Read(ref _state);
        while (state is Idle or Running)
        {
            int halted = state == Running ? Halting : HaltedBeforeRun;
            int before = Interlocked.CompareExchange(ref _state, halted, state);
            if (before == state)
            {
                break;
            }

            state = before;
        }

        _barrier.CancelProcessing();
    }

    private static bool Has(string member)
    {
        if (!typeof(THandler).IsValueType)
        {
            return true;
        }

        InterfaceMapping map = typeof(THandler).GetInterfaceMap(typeof(IEventHandler<T>));
        int at = Array.FindIndex(map.InterfaceMethods, method => method.Name == member);
        return map.TargetMethods[at].DeclaringType == typeof(THandler);
    }

    private void HandleUntilEnd()
    {
        if (s_hasStart)
        {
            _handler.OnStart();
        }

        try
        {
            long next = Sequence.Value + 1;
            while (Volatile.Read(ref _state) == Running)
            {
                long available = _barrier.WaitFor(next);
                if (available >= next)
                {
                    long last = Math.Min(available, next - 1 + _batchSizeMax);
                    Handle(next, last);
                    _ring.Sequencer.Advance(Sequence, last);
                    next = last + 1;
                }
                else if (_barrier.IsCanceledAlone)
                {
                    // A halt of a run that was over before the halt came; or of this one, which the
                    // loop sees.
                    _barrier.ResetProcessing();
                }
                else
                {
                    break;
                }
            }
        }
        finally
        {
            if (s_hasShutdown)
            {
                _handler.OnShutdown();
            }
        }
    }

    private void Handle(long next, long last)
    {
        RingBuffer<T> ring = _ring;
        try
        {
            if (s_hasBatchStart)
            {
                _handler.OnBatchStart(last - next + 1);
            }

            for (; next < last; next++)
            {
                _handler.OnEvent(ref ring[next], next, endOfBatch: false);
            }

            _handler.OnEvent(ref ring[last], last, endOfBatch: true);
        }
        catch (Exception exception)
        {
            Fault = new EventFault(next, exception);
            _ring.Sequencer.Advance(Sequence, next - 1);
            throw;
        }
    }
}
