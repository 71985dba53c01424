using System.Diagnostics;
using System.Globalization;

namespace FastArb.Perf;

/// <summary>This program again, as another process, on a core of its own where there are two.</summary>
internal sealed class ChildRun : IDisposable
{
    private readonly Process _process;
    private readonly string _arguments;

    private ChildRun(Process process, string arguments)
    {
        _process = process;
        _arguments = arguments;
    }

    public static bool Pins => Machine.Cores >= 2 && File.Exists("/usr/bin/taskset");

    public static ChildRun Start(int core, string arguments)
    {
        string program = Environment.ProcessPath!;
        ProcessStartInfo start = Pins
            ? new("/usr/bin/taskset", $"-c {core} {program} {arguments}")
            : new(program, arguments);
        start.RedirectStandardOutput = true;
        return new ChildRun(Process.Start(start)!, arguments);
    }

    public string ReadLine() =>
        _process.StandardOutput.ReadLine()
        ?? throw new InvalidOperationException($"{_arguments}: said nothing");

    /// <summary>The figures in its next line, which are to be its last: <c>name=value</c>.</summary>
    public IReadOnlyDictionary<string, double> Figures()
    {
        string line = ReadLine();
        _process.WaitForExit();
        if (_process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{_arguments}: exit code {_process.ExitCode}");
        }

        return line.Split(' ')
            .Select(figure => figure.Split('='))
            .ToDictionary(
                figure => figure[0],
                figure => double.Parse(figure[1], CultureInfo.InvariantCulture),
                StringComparer.Ordinal
            );
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
