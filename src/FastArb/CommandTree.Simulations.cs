using System.CommandLine;
using FastArb.Simulations;

namespace FastArb;

// The commands that stand in for the world outside.
internal sealed partial class CommandTree
{
    private void AddSim()
    {
        SimOptions options = new();
        Command sim = new("sim", "Start a simulated node: a chain of made or recorded blocks, with faults");
        foreach (Option option in options.All)
        {
            sim.Add(option);
        }

        SetAction(
            sim,
            parsed =>
            {
                SimRequest request = options.RequestOf(parsed);
                bool json = parsed.GetValue(_json);
                using Interruption interruption = new();
                return interruption.Run(cancellation =>
                    new SimCommand(_terminal, request, cancellation).Run(json)
                );
            }
        );
        _examples[sim] =
        [
            "fastarb sim --port 0 --blocks 5 --block-time 100ms",
            "fastarb sim --port 0 --blocks 5 --block-time 100ms --faults cut=2000,delay=50000 --seed 7",
            "fastarb sim --port 0 --blocks 5 --block-time 100ms --recording tests/recordings",
        ];
        _root.Add(sim);
    }
}
