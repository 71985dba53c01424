using System.CommandLine;
using FastArb.Feeds;

namespace FastArb;

// The commands that read a feed, or one that was recorded.
internal sealed partial class CommandTree
{
    private void AddRecord()
    {
        RecordOptions options = new();
        Command record = new("record", "Record the feed of a node as it arrives, without trading");
        foreach (Option option in options.All)
        {
            record.Add(option);
        }

        SetAction(
            record,
            parsed =>
            {
                RecordRequest request = options.RequestOf(parsed, _terminal);
                bool json = parsed.GetValue(_json);
                using Interruption interruption = new();
                return interruption.Run(cancellation =>
                {
                    using RecordCommand command = new(_terminal, request, cancellation);
                    return command.Run(json);
                });
            }
        );
        _examples[record] = ["fastarb record --rpc ws://127.0.0.1:8545 --for 40m --out runs/first"];
        _root.Add(record);
    }

    private void AddFetch()
    {
        FetchOptions options = new();
        Command fetch = new("fetch", "Build a recording of past blocks, or go on with one");
        foreach (Option option in options.All)
        {
            fetch.Add(option);
        }

        SetAction(
            fetch,
            parsed =>
            {
                FetchRequest request = options.RequestOf(parsed, _terminal);
                bool json = parsed.GetValue(_json);
                using Interruption interruption = new();
                return interruption.Run(cancellation =>
                    new FetchCommand(_terminal, request, cancellation).Run(json)
                );
            }
        );
        _examples[fetch] =
        [
            "fastarb fetch --rpc http://127.0.0.1:8545 --from 65000000 --to 65010000 --out runs/past",
        ];
        _root.Add(fetch);
    }

    private void AddReplay()
    {
        Argument<string> path = new("RUN")
        {
            Description = "The folder of a run, or a file of frames (.jsonl, .jsonl.gz)",
        };
        Option<string> speed = new("--speed")
        {
            Description = "max, or how many times the recorded pace: 1x, 10x",
            HelpName = "PACE",
            DefaultValueFactory = _ => "max",
        };
        Option<bool> fromEvents = new("--from-events")
        {
            Description = "Read the recorded events instead of making them anew from the input",
        };
        Option<bool> rebuild = new("--rebuild") { Description = "Write the events anew, from the input" };
        Option<string?> frames = new("--frames")
        {
            Description = "Write the messages to this file, one on a line",
            HelpName = "FILE",
        };
        Command replay = new("replay", "Read a recording again and compare its events with what was recorded")
        {
            path,
            speed,
            fromEvents,
            rebuild,
            frames,
        };
        SetAction(
            replay,
            parsed =>
            {
                ReplayRequest request = new(parsed.GetRequiredValue(path))
                {
                    Speed = ReplaySpeed.Parse(parsed.GetRequiredValue(speed)),
                    FromEvents = parsed.GetValue(fromEvents),
                    Rebuild = parsed.GetValue(rebuild),
                    Frames = parsed.GetValue(frames),
                };
                if (request.FromEvents && (request.Rebuild || request.Frames is not null))
                {
                    throw new CommandFailure(
                        ExitCode.UsageOrNotFound,
                        "--rebuild and --frames need the input (leave out --from-events)"
                    );
                }

                bool json = parsed.GetValue(_json);
                using Interruption interruption = new();
                return interruption.Run(cancellation =>
                {
                    using ReplayCommand command = new(_terminal, request, cancellation);
                    return command.Run(json);
                });
            }
        );
        _examples[replay] =
        [
            "fastarb replay tests/recordings/frames-reorg.jsonl.gz",
            "fastarb replay tests/recordings/frames.jsonl.gz --json",
        ];
        _root.Add(replay);
    }
}
