using System.CommandLine;
using System.CommandLine.Parsing;
using FastArb.Engines;
using FastArb.Pipeline;

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
        foreach (Option option in (Option[])[.. options.All, options.OfFront])
        {
            engine.Add(option);
        }

        SetAction(
            engine,
            parsed =>
            {
                bool isJson = parsed.GetValue(_json);
                if (options.AsksToExplain(parsed))
                {
                    LanePlanReport
                        .Of(options.LanesOf(parsed), QuoteHandler.Names(EngineCommand.HandlerCount))
                        .Write(_terminal, isJson);
                    return ExitCode.Ok;
                }

                EngineRequest request = options.RequestOf(parsed, _terminal);
                using Interruption interruption = new();
                return interruption.Run(cancellation =>
                {
                    using EngineCommand command = new(_terminal, request, cancellation);
                    return command.Run(isJson);
                });
            }
        );
        _examples[engine] =
        [
            "fastarb engine --rpc ws://127.0.0.1:8545 --rpc http://127.0.0.1:8545 --out runs/today",
        ];
        _root.Add(engine);
    }

    private void AddRun()
    {
        EngineOptions options = new();
        Option<bool> detach = new("--detach")
        {
            Description = "Let the engine go on when this program is killed",
        };
        Command run = new("run", "Run an engine, say how it is, and start it again when it dies") { detach };
        foreach (Option option in options.All)
        {
            run.Add(option);
        }

        SetAction(
            run,
            parsed =>
            {
                // What is wrong with them the engine says.
                bool isDetached = parsed.GetValue(detach);
                RunRequest request = new(
                    options.FolderOf(parsed),
                    [
                        "engine",
                        .. parsed
                            .Tokens.Where(token =>
                                token.Type != TokenType.Command && token.Value != detach.Name
                            )
                            .Select(token => token.Value),
                        .. isDetached ? [] : (string[])[EngineOptions.WithFront],
                    ],
                    options.HopsOf(parsed),
                    isDetached
                );
                using Interruption interruption = new();
                using RunCommand command = new(_terminal, request);
                return interruption.Run(command.Run);
            }
        );
        _examples[run] =
        [
            "fastarb run --rpc ws://127.0.0.1:8545 --rpc http://127.0.0.1:8545 --out runs/today",
        ];
        _root.Add(run);
    }
}
