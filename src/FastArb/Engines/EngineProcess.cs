using System.Diagnostics;

namespace FastArb.Engines;

/// <summary>
/// An engine as a child of this process. Its input is a pipe that nobody writes to: when this process ends,
/// however it ends, the system closes the pipe, and the engine sees that it is alone.
/// </summary>
internal sealed class EngineProcess : IDisposable
{
    private readonly Process _process;

    private EngineProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>What a shell would say: 128 and the signal's number where one has killed it.</summary>
    public int ExitCode => _process.ExitCode;

    public static EngineProcess Start(IEnumerable<string> arguments)
    {
        string program = Environment.ProcessPath!;
        // "dotnet fastarb.dll", or the program by itself.
        string[] assembly =
            Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(Program).Assembly.Location] : [];
        ProcessStartInfo start = new(program, [.. assembly, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
        };
        return new EngineProcess(Process.Start(start)!);
    }

    /// <summary>True: it has ended.</summary>
    public bool Wait(TimeSpan patience) => _process.WaitForExit(patience);

    /// <summary>Lets it see that it is alone: it ends as after Ctrl-C.</summary>
    public void Leave() => _process.StandardInput.Close();

    /// <summary>One that has not ended is killed.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
