using System.Globalization;
using System.Runtime.InteropServices;

namespace FastArb.Pipeline;

/// <summary>
/// What the system's scheduler gives to a thread. One that cannot be stopped can at least be held
/// short, where
/// there is a way to: .NET's own priorities do nothing on Linux.
/// </summary>
internal static partial class ThreadShare
{
    // A tenth of a core beside a thread that wants all of it. Less would save more, but the garbage collector
    // waits until the thread gets as far as to stop.
    private const int Nice = 10;
    private const int OneThread = 0;

    /// <summary>The calling thread's number; 0 where it has none that could be used.</summary>
    public static int OwnNumber()
    {
        try
        {
            return OperatingSystem.IsLinux() ? GetThreadNumber() : 0;
        }
        catch (EntryPointNotFoundException)
        {
            // An old C library.
            return 0;
        }
    }

    public static bool TryHoldShort(int number) => number != 0 && SetPriority(OneThread, number, Nice) == 0;

    /// <summary>
    /// For how long a thread of this process has waited for a core since it began, in nanoseconds; 0 where
    /// nobody says.
    /// </summary>
    public static long WaitedNs(int number)
    {
        if (number == 0)
        {
            return 0;
        }

        try
        {
            // Time on a core, time in the queue for one, how often.
            string path = string.Create(CultureInfo.InvariantCulture, $"/proc/self/task/{number}/schedstat");
            string[] times = File.ReadAllText(path).Split(' ');
            return long.Parse(times[1], CultureInfo.InvariantCulture);
        }
        catch (Exception failure)
            when (failure is IOException or UnauthorizedAccessException or FormatException)
        {
            return 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "gettid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetThreadNumber();

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetPriority(int which, int who, int nice);
}
