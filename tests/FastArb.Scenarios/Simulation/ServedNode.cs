using System.Globalization;
using FastArb.EvmMath;
using FastArb.Scenarios.Anvil;
using FastArb.Simulation;

namespace FastArb.Scenarios.Simulation;

/// <summary>A simulated node that listens, with a chain that grows when the test says so.</summary>
internal sealed class ServedNode : IAsyncDisposable
{
    private static readonly TimeSpan s_waitMax = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;
    private readonly NodeServer _server;

    public ServedNode(FaultPlan? faults = null, ulong seed = 1, int blocks = 5)
    {
        Maker = new BlockMaker(seed);
        SimulatedChain chain = new(1337, Maker.First());
        for (int i = 1; i < blocks; i++)
        {
            chain.Append(Maker.Next(chain.Head));
        }

        Node = new SimulatedNode(chain, faults);
        _server = new NodeServer(Node, port: 0);
        _serving = _server.RunAsync(_stop.Token);
    }

    public BlockMaker Maker { get; }

    /// <summary>Only to be looked at from within <see cref="Use"/>.</summary>
    public SimulatedNode Node { get; }

    public int Port => _server.Port;

    public Uri WebSocket => new(string.Create(CultureInfo.InvariantCulture, $"ws://127.0.0.1:{Port}"));

    public Uri Http => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}"));

    public void Use(Action<SimulatedNode> action) => _server.Use((node, _) => action(node));

    public SimulatedBlock Grow(int? logs = null)
    {
        SimulatedBlock? block = null;
        _server.Use(
            (node, now) =>
            {
                SimulatedBlock head = node.Chain.Head;
                block = logs is int count ? Maker.Next(head, count) : Maker.Next(head);
                node.Chain.Append(block);
                node.OnChainChanged([], [block], now);
            }
        );
        return block!;
    }

    public void Reorganise(int depth) =>
        _server.Use(
            (node, now) =>
            {
                SimulatedBlock ancestor = node.Chain.At(node.Chain.Head.Number - depth)!;
                SimulatedBlock[] branch = [.. Maker.Branch(ancestor, depth + 1)];
                IReadOnlyList<SimulatedBlock> dropped = node.Chain.Reorganise(ancestor.Number, branch);
                node.OnChainChanged(dropped, branch, now);
            }
        );

    /// <summary>Waits for what clients bring about.</summary>
    public async Task UntilAsync(Func<SimulatedNode, bool> met, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(s_waitMax);
        bool isMet = false;
        while (!isMet)
        {
            Use(node => isMet = met(node));
            await Task.Delay(TimeSpan.FromMilliseconds(2), limit.Token);
        }
    }

    /// <summary>The chain from a number on, as the tests of other nodes write it.</summary>
    public ChainTruth TruthFrom(long first)
    {
        List<TruthBlock> blocks = [];
        Use(node =>
        {
            for (long number = first; number <= node.Chain.Head.Number; number++)
            {
                SimulatedBlock block = node.Chain.At(number)!;
                blocks.Add(
                    new TruthBlock(number, TextOf(block.Hash), TextOf(block.ParentHash), LogsOf(block))
                );
            }
        });
        return new ChainTruth([.. blocks], []);
    }

    public static string TextOf(UInt256 word) => "0x" + word.ToString("x64", CultureInfo.InvariantCulture);

    public static string TextOf(Address address)
    {
        byte[] bytes = new byte[Address.ByteCount];
        address.Write(bytes);
        return "0x" + Convert.ToHexStringLower(bytes);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _server.Dispose();
        _stop.Dispose();
    }

    private static TruthLog[] LogsOf(SimulatedBlock block) =>
        [
            .. block.Logs.Select(
                (log, i) =>
                    new TruthLog(
                        i,
                        TextOf(log.Address),
                        [.. log.Topics.Select(TextOf)],
                        "0x" + Convert.ToHexStringLower(log.Data.Span)
                    )
            ),
        ];
}
