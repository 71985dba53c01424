using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastArb.Ring.Internals;

// Waits on whichever thread has nothing to do; signals on the publishing thread.
// A signal allocates nothing, and takes a lock only where somebody sleeps.
// A signal costs nothing where nobody may sleep, else one fence; waking a sleeper is a system call.
internal sealed class WaitingRoom(WaitStyle style)
{
    private const int SpinsBeforeYield = 100;
    private const int SpinsBeforeSleep = 2_000;
    private const int YieldsBeforeSleep = 20;

    // How often a wait with a deadline looks at the clock, which costs as much as many looks.
    private const int LooksPerClock = 64;

    private const int NapMs = 1;

    private readonly object _bed = new();
    private readonly bool _sleeps = style is WaitStyle.Hybrid or WaitStyle.Blocking;

    private int _wakings;
    private Padded _asleep;

    /// <summary>
    /// To be called after the store that others wait for. Full fence, then a look: a sleeper sets its mark,
    /// fences, and looks at the condition; one of the two sees the other.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Signal()
    {
        if (_sleeps)
        {
            Interlocked.MemoryBarrier();
            if (_asleep.Value != 0)
            {
                Wake();
            }
        }
    }

    /// <summary>Waits until the condition is met; false if the time ran out first.</summary>
    public bool Wait<TCondition>(TCondition condition, TimeSpan timeout)
        where TCondition : struct, IWaitCondition
    {
        long deadline =
            timeout == Timeout.InfiniteTimeSpan
                ? long.MaxValue
                : Stopwatch.GetTimestamp() + (long)(timeout.TotalSeconds * Stopwatch.Frequency);
        return style switch
        {
            WaitStyle.BusySpin => Spin(ref condition, long.MaxValue, deadline),
            WaitStyle.Yielding => Spin(ref condition, SpinsBeforeYield, deadline)
                || Yield(ref condition, long.MaxValue, deadline),
            WaitStyle.Sleeping => Spin(ref condition, SpinsBeforeSleep, deadline)
                || Yield(ref condition, YieldsBeforeSleep, deadline)
                || Nap(ref condition, deadline),
            WaitStyle.Hybrid => Spin(ref condition, SpinsBeforeSleep, deadline)
                || Yield(ref condition, YieldsBeforeSleep, deadline)
                || Sleep(ref condition, deadline),
            _ => Sleep(ref condition, deadline),
        };
    }

    private static bool Spin<TCondition>(ref TCondition condition, long looks, long deadline)
        where TCondition : struct, IWaitCondition
    {
        for (long look = 1; look <= looks; look++)
        {
            if (condition.IsMet())
            {
                return true;
            }

            if (look % LooksPerClock == 0 && IsPast(deadline))
            {
                return false;
            }
        }

        return false;
    }

    private static bool Yield<TCondition>(ref TCondition condition, long looks, long deadline)
        where TCondition : struct, IWaitCondition
    {
        for (long look = 0; look < looks; look++)
        {
            if (condition.IsMet())
            {
                return true;
            }

            if (IsPast(deadline))
            {
                return false;
            }

            Thread.Yield();
        }

        return false;
    }

    private bool Sleep<TCondition>(ref TCondition condition, long deadline)
        where TCondition : struct, IWaitCondition
    {
        while (true)
        {
            // The number of wakings before the mark: one that takes the mark away changes the number, and
            // then there is no sleep. The look is outside the lock, because it may signal another room.
            int wakings = Volatile.Read(ref _wakings);
            _asleep.Value = 1;
            Interlocked.MemoryBarrier();
            if (condition.IsMet())
            {
                return true;
            }

            int milliseconds = Timeout.Infinite;
            if (deadline != long.MaxValue)
            {
                long left = deadline - Stopwatch.GetTimestamp();
                if (left <= 0)
                {
                    return false;
                }

                milliseconds = (int)Math.Min(int.MaxValue, (left * 1_000 / Stopwatch.Frequency) + 1);
            }

            lock (_bed)
            {
                if (_wakings == wakings)
                {
                    Monitor.Wait(_bed, milliseconds);
                }
            }
        }
    }

    // Nobody pulses: it ends by itself.
    private bool Nap<TCondition>(ref TCondition condition, long deadline)
        where TCondition : struct, IWaitCondition
    {
        while (!condition.IsMet())
        {
            if (IsPast(deadline))
            {
                return false;
            }

            lock (_bed)
            {
                Monitor.Wait(_bed, NapMs);
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Wake()
    {
        lock (_bed)
        {
            _asleep.Value = 0;
            Volatile.Write(ref _wakings, _wakings + 1);
            Monitor.PulseAll(_bed);
        }
    }

    private static bool IsPast(long deadline) =>
        deadline != long.MaxValue && Stopwatch.GetTimestamp() >= deadline;

    // Read after each publication by one thread: no neighbour may write beside it.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Padded
    {
        [FieldOffset(128)]
        public int Value;
    }
}
