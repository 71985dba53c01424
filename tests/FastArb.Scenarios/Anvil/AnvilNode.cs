using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace FastArb.Scenarios.Anvil;

/// <summary>A real EVM node as a child process on a free port of the loopback interface.</summary>
internal sealed partial class AnvilNode : IDisposable
{
    /// <summary>
    /// The shell holds the node until its input ends, which it does when this process is gone, however it
    /// went. It has not waited for the node before that, so the number cannot be another process's.
    /// </summary>
    private const string Keeper = "\"$@\" </dev/null & node=$!; read -r _; kill -KILL $node; wait $node";

    private static readonly TimeSpan s_startWaitMax = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private AnvilNode(Process process, int port)
    {
        _process = process;
        Http = new Uri($"http://127.0.0.1:{port}");
        WebSocket = new Uri($"ws://127.0.0.1:{port}");
        Rpc = new AnvilRpc(Http);
    }

    public Uri Http { get; }

    public Uri WebSocket { get; }

    public AnvilRpc Rpc { get; }

    /// <summary>Skips the running test where there is no such node.</summary>
    public static async Task<AnvilNode> StartAsync(AnvilOptions options, CancellationToken cancellation)
    {
        string program = NpmPackages.Anvil;
        Process process = Process.Start(
            new ProcessStartInfo("sh", ["-c", Keeper, "sh", program, .. options.Arguments])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        AnvilNode? node = null;
        try
        {
            int port = await PortOf(process, cancellation);
            node = new AnvilNode(process, port);
            await node.Rpc.BlockNumberAsync(cancellation);
            return node;
        }
        catch
        {
            node?.Rpc.Dispose();
            End(process);
            throw;
        }
    }

    public void Dispose()
    {
        Rpc.Dispose();
        End(_process);
    }

    /// <summary>It prints the port that it was given. What it says later is read, or it would wait.</summary>
    private static async Task<int> PortOf(Process process, CancellationToken cancellation)
    {
        TaskCompletionSource<int> port = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<string> said = [];
        process.OutputDataReceived += (_, line) =>
        {
            Match match = Listening().Match(line.Data ?? string.Empty);
            if (match.Success)
            {
                port.TrySetResult(int.Parse(match.Groups["port"].ValueSpan, CultureInfo.InvariantCulture));
            }
        };
        process.ErrorDataReceived += (_, line) =>
        {
            lock (said)
            {
                said.Add(line.Data ?? string.Empty);
            }
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            return await port.Task.WaitAsync(s_startWaitMax, cancellation);
        }
        catch (TimeoutException late)
        {
            lock (said)
            {
                throw new TimeoutException(
                    $"anvil did not listen within {s_startWaitMax}: {string.Join(' ', said)}",
                    late
                );
            }
        }
    }

    private static void End(Process process)
    {
        process.StandardInput.Close();
        process.WaitForExit(TimeSpan.FromSeconds(5));
        process.Dispose();
    }

    [GeneratedRegex(
        @"^Listening on 127\.0\.0\.1:(?<port>\d+)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Listening();
}
