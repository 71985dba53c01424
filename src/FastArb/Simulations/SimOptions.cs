using System.CommandLine;
using System.Globalization;
using FastArb.Feeds;
using FastArb.Simulation;

namespace FastArb.Simulations;

/// <summary>The options of <c>fastarb sim</c>.</summary>
internal sealed class SimOptions
{
    private const string PortDefault = "8545";

    private readonly Option<string> _port = new("--port")
    {
        Description = "The port on this machine; 0 takes any free one",
        HelpName = "PORT",
        DefaultValueFactory = _ => PortDefault,
    };
    private readonly Option<ulong> _seed = new("--seed")
    {
        Description = "What the blocks and the faults are drawn from",
        HelpName = "SEED",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<string?> _faults = new("--faults")
    {
        Description = "What goes wrong, in parts per million: cut=200,delay=5000,lag=3 (docs/simulation.md)",
        HelpName = "FAULTS",
    };
    private readonly Option<string> _blockTime = new("--block-time")
    {
        Description = "How often there is a block: 250ms, 2s",
        HelpName = "TIME",
        DefaultValueFactory = _ => "2s",
    };
    private readonly Option<string?> _recording = new("--recording")
    {
        Description = "Serve the blocks of a recording first: its frames file, or its folder",
        HelpName = "PATH",
    };
    private readonly Option<int?> _blocks = new("--blocks")
    {
        Description = "End after so many blocks; else until Ctrl-C",
        HelpName = "COUNT",
    };

    public IEnumerable<Option> All => [_port, _seed, _faults, _blockTime, _recording, _blocks];

    public SimRequest RequestOf(ParseResult parsed)
    {
        ulong seed = parsed.GetValue(_seed);
        int? blocks = parsed.GetValue(_blocks);
        if (blocks < 1)
        {
            throw new CommandFailure(ExitCode.UsageOrNotFound, $"--blocks {blocks} is no number of blocks");
        }

        return new SimRequest
        {
            Port = PortOf(parsed.GetRequiredValue(_port)),
            Seed = seed,
            BlockTime = Duration.Parse("--block-time", parsed.GetRequiredValue(_blockTime)),
            Faults = FaultsOf(parsed.GetValue(_faults), seed),
            Recording = parsed.GetValue(_recording),
            Blocks = blocks,
        };
    }

    private static ushort PortOf(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
            ? port
            : throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                $"--port {text} is no port (0 to 65535, 0 for any free one)"
            );

    // A seed among the faults is theirs alone.
    private static FaultPlan FaultsOf(string? text, ulong seed) =>
        FaultPlan.TryParse($"seed={seed},{text}", out FaultPlan plan, out string reason)
            ? plan
            : throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                $"--faults: {reason} (see docs/simulation.md)"
            );
}
