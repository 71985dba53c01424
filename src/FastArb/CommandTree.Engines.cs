using System.CommandLine;
using FastArb.Engines;

namespace FastArb;

// The commands that run an engine.
internal sealed partial class CommandTree
{
    private void AddEngine()
    {
        EngineOptions options = new();
        Command engine = new(
            "engine",
            "Follow a market on a live feed, without a front: for service managers"
        );
        foreach (Option option in options.All)
        {
            engine.Add(option);
        }

        SetAction(
            engine,
            parsed =>
            {
                EngineRequest request = options.RequestOf(parsed, _terminal);
                bool json = parsed.GetValue(_json);
                using Interruption interruption = new();
                return interruption.Run(cancellation =>
                {
                    using EngineCommand command = new(_terminal, request, cancellation);
                    return command.Run(json);
                });
            }
        );
        _examples[engine] =
        [
            "fastarb engine --rpc ws://127.0.0.1:8545 --rpc http://127.0.0.1:8545 --out runs/today",
        ];
        _root.Add(engine);
    }
}
