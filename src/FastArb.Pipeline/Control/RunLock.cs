using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace FastArb.Pipeline;

/// <summary>
/// One engine for one run's folder. The system holds the lock for the process and lets it go when that ends,
/// however it ends: nobody has to find out whether a holder is still alive.
/// </summary>
public sealed class RunLock : IDisposable
{
    // EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.
    private const int LinuxBusy = 11;
    private const int MacBusy = 35;
    private const int WindowsBusy = unchecked((int)0x80070020);

    private readonly FileStream _held;

    private RunLock(FileStream held) => _held = held;

    /// <summary>
    /// Takes the lock of a folder, which is made where there is none. False: another process has it.
    /// </summary>
    /// <param name="runFolder">The folder.</param>
    /// <param name="taken">The lock.</param>
    /// <param name="holder">The process that has it, where it has said so.</param>
    /// <exception cref="IOException">The folder cannot be made, or no file in it.</exception>
    public static bool TryTake(string runFolder, [NotNullWhen(true)] out RunLock? taken, out int? holder)
    {
        Directory.CreateDirectory(runFolder);
        holder = null;
        try
        {
            // The file is never deleted: who holds a lock on a deleted one would hold nothing.
            taken = new RunLock(
                new FileStream(
                    EngineFolder.LockOf(runFolder),
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None
                )
            );
        }
        catch (IOException busy) when (busy.HResult is LinuxBusy or MacBusy or WindowsBusy)
        {
            taken = null;
            holder = HolderOf(runFolder);
            return false;
        }

        File.WriteAllText(
            EngineFolder.ProcessOf(runFolder),
            Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"
        );
        return true;
    }

    public void Dispose() => _held.Dispose();

    private static int? HolderOf(string runFolder)
    {
        try
        {
            string text = File.ReadAllText(EngineFolder.ProcessOf(runFolder)).TrimEnd();
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int process)
                ? process
                : null;
        }
        catch (IOException)
        {
            // It has only just taken it.
            return null;
        }
    }
}
