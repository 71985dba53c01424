using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;

namespace FastArb.Pipeline;

/// <summary>
/// Keeps threads on cores, where the system has a way to. Whoever wants signals registers for them before:
/// the thread that takes them keeps the cores of the one that made it.
/// </summary>
public static partial class CorePinning
{
    private const int CoresMax = CoreList.CoresMax;
    private const int BitsPerWord = 64;

    // 0 is the calling thread.
    private const int Caller = 0;
    private const int NoSuchThread = 3;

    /// <summary>The calling thread, on one core. Null, or why it cannot be.</summary>
    public static string? TryPin(int core) => TryKeep(Caller, [core]);

    /// <summary>
    /// All threads that this process has, and those that it will make, but for what these pin themselves to.
    /// Null, or why it cannot be.
    /// </summary>
    public static string? TryKeepProcess(ImmutableArray<int> cores)
    {
        // The runtime gives each thread that it makes the cores of the first one.
        const string Threads = "/proc/self/task";
        if (!Directory.Exists(Threads))
        {
            return TryKeep(Caller, cores);
        }

        foreach (string thread in Directory.GetDirectories(Threads))
        {
            int number = int.Parse(Path.GetFileName(thread.AsSpan()), CultureInfo.InvariantCulture);
            string? refusal = TryKeep(number, cores);
            if (refusal is not null && Marshal.GetLastPInvokeError() != NoSuchThread)
            {
                return refusal;
            }
        }

        return null;
    }

    internal static string? TryKeep(int thread, ImmutableArray<int> cores)
    {
        if (!OperatingSystem.IsLinux())
        {
            return "only Linux has a way to";
        }

        Span<ulong> mask = stackalloc ulong[CoresMax / BitsPerWord];
        mask.Clear();
        foreach (int core in cores)
        {
            if ((uint)core >= CoresMax)
            {
                return $"there is no core {core}";
            }

            mask[core / BitsPerWord] |= 1UL << (core % BitsPerWord);
        }

        return SetAffinity(thread, CoresMax / 8, mask) == 0
            ? null
            : $"the system refuses core {CoreList.Text(cores)}: {Marshal.GetLastPInvokeErrorMessage()}";
    }

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetAffinity(int thread, nint bytes, ReadOnlySpan<ulong> mask);
}
