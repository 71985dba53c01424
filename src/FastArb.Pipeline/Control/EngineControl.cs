using System.Globalization;
using FastArb.Chain;
using FastArb.Feed;

namespace FastArb.Pipeline;

/// <summary>
/// What a live run does with an operator's commands. To pause is an input like others: it takes its place
/// among them.
/// </summary>
public sealed class EngineControl
{
    private readonly LiveRun _run;
    private readonly EnginePlan _plan;
    private readonly Action _stop;

    public EngineControl(LiveRun run, Action stop)
    {
        ArgumentNullException.ThrowIfNull(run);
        _run = run;
        _plan = run.Lanes.Plan;
        _stop = stop;
    }

    /// <summary>Any thread may call it.</summary>
    public ControlReply Obey(ControlRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        switch (request.Command)
        {
            case ControlVerb.Status:
                return new ControlReply { Status = Status() };
            case ControlVerb.Stop:
                _stop();
                return new ControlReply();
            case ControlVerb.Pause:
                return Post(OperatorCommand.Pause, request.Handler);
            case ControlVerb.Resume:
                return Post(OperatorCommand.Resume, request.Handler);
            default:
                return new ControlReply { Error = "there is no such command" };
        }
    }

    public EngineStatus Status()
    {
        Lane first = _run.Lanes.Lanes[0];
        (BlockIdentity block, UInt128 root, _, long seals) = first.Roots.Read();
        long events = _run.Sequencer.EventCount;
        return new EngineStatus
        {
            Process = Environment.ProcessId,
            IsSubscribed = _run.Session.IsSubscribed,
            Inputs = _run.Sequencer.InputCount,
            Events = events,
            Block = block.Number,
            Seals = seals,
            Root = root.ToString("x32", CultureInfo.InvariantCulture),
            PoolsLive = first.Market.LiveCount,
            Pools = _plan.Market.Pools.Length,
            Lanes = [.. _run.Lanes.Lanes.Select(lane => StatusOf(lane, events))],
        };
    }

    private static LaneStatus StatusOf(Lane lane, long events) =>
        new(
            lane.Name,
            Math.Max(0, events - lane.NextSequence),
            [
                .. lane.Handlers.Select(
                    (handler, i) =>
                        new HandlerStatus(
                            handler.Name,
                            lane.IsPaused(i),
                            lane.OutFrom(i) is long from and < long.MaxValue ? from : null
                        )
                ),
            ]
        );

    private ControlReply Post(OperatorCommand command, string? handler)
    {
        if (handler is not null && !_plan.Handlers.Any(plan => plan.Name == handler))
        {
            return new ControlReply { Error = $"there is no handler {handler}" };
        }

        return _run.Inbox.TryPost(InputKind.Command, 0, CommandPayload.Of(command, handler))
            ? new ControlReply()
            : new ControlReply { Error = "the engine has too much to do; try again" };
    }
}
