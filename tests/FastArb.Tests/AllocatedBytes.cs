namespace FastArb.Tests;

/// <summary>What a piece of work allocates on this thread.</summary>
internal static class AllocatedBytes
{
    private const int Repetitions = 5;

    /// <summary>
    /// The least over some repetitions, after one that is not counted: what the runtime prepares once belongs
    /// to that one. A collection meanwhile closes the thread's piece of the heap, and what was left of it is
    /// counted as allocated, now and then; what the work allocates shows every time.
    /// </summary>
    public static long Least(Action work)
    {
        work();
        long least = long.MaxValue;
        for (int i = 0; i < Repetitions && least != 0; i++)
        {
            least = Math.Min(least, Once(work));
        }

        return least;
    }

    /// <summary>Once, without a warm-up: for work that cannot be repeated, and a wide bound.</summary>
    public static long Once(Action work)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
