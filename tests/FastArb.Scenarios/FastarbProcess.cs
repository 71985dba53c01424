using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using FastArb.Tests.FrontDoor;
using FastArb.Tests.House;

namespace FastArb.Scenarios;

/// <summary>The program as it was built, running beside the test, which watches and ends it.</summary>
internal sealed partial class FastarbProcess : IDisposable
{
    private const int SignalInterrupt = 2;

    private readonly Process _process;
    private readonly Captured _output = new();
    private readonly Captured _messages = new();

    private FastarbProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => _output.Add(line.Data);
        process.ErrorDataReceived += (_, line) => _messages.Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
    }

    public string Output => _output.Text;

    public string Messages => _messages.Text;

    /// <summary>The most memory that it has had until now, while it runs.</summary>
    public long PeakMemoryBytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    public static FastarbProcess Start(params string[] arguments) =>
        new(
            Process.Start(
                new ProcessStartInfo("dotnet", [FastArbProgram.Assembly, .. arguments])
                {
                    WorkingDirectory = Repository.Root,
                    UseShellExecute = false,
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!
        );

    /// <summary>
    /// Its messages go to a full pipe that nobody reads: the program that says a word waits for ever.
    /// </summary>
    public static FastarbProcess StartUnread(string pipe, params string[] arguments) =>
        new(
            Process.Start(
                new ProcessStartInfo(
                    "/bin/sh",
                    [
                        "-c",
                        "mkfifo \"$0\" && exec 3<>\"$0\" && head -c 65536 /dev/zero >&3"
                            + " && exec \"$@\" 2>&3 3>&-",
                        pipe,
                        "dotnet",
                        FastArbProgram.Assembly,
                        .. arguments,
                    ]
                )
                {
                    WorkingDirectory = Repository.Root,
                    UseShellExecute = false,
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!
        );

    /// <summary>As Ctrl-C does.</summary>
    public void Interrupt()
    {
        if (SendSignal(_process.Id, SignalInterrupt) != 0)
        {
            throw new InvalidOperationException($"no signal reached the program; it said: {Messages}");
        }
    }

    /// <summary>As Ctrl-C does, unless it has ended by itself.</summary>
    public void InterruptIfItRuns()
    {
        if (!_process.HasExited)
        {
            _ = SendSignal(_process.Id, SignalInterrupt);
        }
    }

    /// <summary>As kill -9 does: it can say and write nothing more.</summary>
    public async Task KillAsync(CancellationToken cancellation)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellation);
    }

    /// <summary>As kill -9, without waiting: a child of it may go on and hold its outputs open.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits for what only a running program can bring about.</summary>
    public async Task WhileItRunsAsync(Task task, TimeSpan deadline, CancellationToken cancellation)
    {
        Task ended = _process.WaitForExitAsync(cancellation);
        if (await Task.WhenAny(task, ended).WaitAsync(deadline, cancellation) == ended)
        {
            throw new InvalidOperationException($"fastarb ended before its time: {Output} {Messages}");
        }

        await task;
    }

    public async Task<FinishedProcess> FinishAsync(TimeSpan deadline, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(deadline);
        try
        {
            // Also waits for the end of both outputs.
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"fastarb did not end within {deadline}: {Output} {Messages}", late);
        }

        return new FinishedProcess(_process.ExitCode, Output, Messages);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);

    /// <summary>Lines come in on threads of the runtime.</summary>
    private sealed class Captured
    {
        private readonly StringBuilder _text = new();

        public string Text
        {
            get
            {
                lock (_text)
                {
                    return _text.ToString();
                }
            }
        }

        public void Add(string? line)
        {
            lock (_text)
            {
                if (line is not null)
                {
                    _text.Append(line).Append('\n');
                }
            }
        }
    }
}
