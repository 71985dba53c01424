using System.Runtime.InteropServices;

namespace FastArb.Pipeline;

/// <summary>Keeps the calling thread on one core, where the system has a way to.</summary>
public static partial class CorePinning
{
    private const int CoresMax = 1024;
    private const int BitsPerWord = 64;

    /// <summary>Null, or why it cannot be.</summary>
    public static string? TryPin(int core)
    {
        if (!OperatingSystem.IsLinux())
        {
            return "only Linux has a way to";
        }

        if ((uint)core >= CoresMax)
        {
            return $"there is no core {core}";
        }

        Span<ulong> mask = stackalloc ulong[CoresMax / BitsPerWord];
        mask.Clear();
        mask[core / BitsPerWord] = 1UL << (core % BitsPerWord);
        return SetAffinity(0, CoresMax / 8, mask) == 0
            ? null
            : $"the system refuses core {core}: {Marshal.GetLastPInvokeErrorMessage()}";
    }

    // 0 is the calling thread.
    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetAffinity(int thread, nint bytes, ReadOnlySpan<ulong> mask);
}
