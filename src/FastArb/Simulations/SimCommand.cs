using System.Globalization;
using System.Net.Sockets;
using FastArb.Simulation;

namespace FastArb.Simulations;

/// <summary><c>fastarb sim</c>: a simulated node alone, for whoever wants to talk to one.</summary>
internal sealed class SimCommand(Terminal terminal, SimRequest request, CancellationToken interrupted)
{
    private const string Schema = "fastarb.sim/1";
    private const long MadeChainId = 31337;
    private const long NanosecondsPerMs = 1_000_000;

    // Nothing runs the code; a contract is told by having any.
    private static readonly byte[] s_code = [0xFE];

    public ExitCode Run(bool json)
    {
        BlockMaker maker = new(
            request.Seed,
            new BlockMakerOptions
            {
                BlockSeconds = Math.Max(1, (int)Math.Round(request.BlockTime.TotalSeconds)),
            }
        );
        RecordedChain? recorded = request.Recording is string path ? Load(path) : null;
        SimulatedChain chain = recorded?.Start() ?? new SimulatedChain(MadeChainId, maker.First());
        SimulatedNode node = new(chain, request.Faults)
        {
            Code = account =>
                maker.Watched.Contains(account) || maker.Others.Contains(account) ? s_code : default,
        };
        using NodeServer server = Listen(node);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        Task serving = server.RunAsync(stop.Token);
        Say(server, chain, maker, json);
        ChainPlay play = new(node, maker, request.BlockTime, server.Now, recorded?.Blocks[1..]);
        Play(server, play, serving);
        stop.Cancel();
        serving.GetAwaiter().GetResult();
        string blocks = play.BlockCount.ToString(CultureInfo.InvariantCulture);
        string faults = node.Tally.Total == 0 ? "no fault" : node.Tally.ToString();
        terminal.Messages.WriteLine($"{blocks} blocks; {faults}");
        return interrupted.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Ok;
    }

    private void Play(NodeServer server, ChainPlay play, Task serving)
    {
        while (!serving.IsCompleted && !(play.BlockCount >= request.Blocks))
        {
            double wait = Math.Max(0, play.NextDue - server.Now) / (double)NanosecondsPerMs;
            if (
                interrupted.WaitHandle.WaitOne(
                    TimeSpan.FromMilliseconds(Math.Min(Math.Ceiling(wait), 60_000))
                )
            )
            {
                return;
            }

            server.Use((_, now) => play.Step(now));
        }
    }

    private NodeServer Listen(SimulatedNode node)
    {
        try
        {
            return new NodeServer(node, request.Port);
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new CommandFailure(
                ExitCode.Configuration,
                $"port {request.Port} is taken by another program (give another --port, or 0 for any)",
                taken
            );
        }
        catch (SocketException refused)
        {
            throw new CommandFailure(
                ExitCode.Configuration,
                $"cannot listen on port {request.Port}: {refused.Message} (give another --port)",
                refused
            );
        }
    }

    private void Say(NodeServer server, SimulatedChain chain, BlockMaker maker, bool json)
    {
        string port = server.Port.ToString(CultureInfo.InvariantCulture);
        string webSocket = $"ws://127.0.0.1:{port}";
        string http = $"http://127.0.0.1:{port}";
        if (json)
        {
            JsonOutput.Write(
                terminal,
                Schema,
                new
                {
                    webSocket,
                    http,
                    chain.ChainId,
                    Faults = request.Faults.ToString(),
                    Watched = maker.Watched.Select(account => account.ToString()),
                }
            );
        }
        else
        {
            terminal.Output.WriteLine($"WebSocket  {webSocket}");
            terminal.Output.WriteLine($"HTTP       {http}");
        }

        terminal.Output.Flush();
    }

    // frames-reorg.jsonl.gz goes with genesis-reorg.json, and so does frames-reorg-geth.jsonl.gz.
    private static RecordedChain Load(string path)
    {
        string frames = Directory.Exists(path) ? Path.Combine(path, "frames.jsonl.gz") : path;
        string name = Path.GetFileName(frames);
        string genesis = Path.Combine(
            Path.GetDirectoryName(frames) ?? string.Empty,
            name.Split('.')[0]
                .Replace("frames", "genesis", StringComparison.Ordinal)
                .Replace("-geth", string.Empty, StringComparison.Ordinal) + ".json"
        );
        foreach (string file in (string[])[frames, genesis])
        {
            if (!File.Exists(file))
            {
                throw new CommandFailure(
                    ExitCode.UsageOrNotFound,
                    $"--recording {path}: there is no {file} (tests/recordings shows what is wanted)"
                );
            }
        }

        try
        {
            return RecordedChain.Load(genesis, frames);
        }
        catch (Exception damaged) when (damaged is InvalidDataException or IOException)
        {
            throw new CommandFailure(
                ExitCode.DataInvalid,
                $"--recording {path}: {damaged.Message} (compare with the original)",
                damaged
            );
        }
    }
}
