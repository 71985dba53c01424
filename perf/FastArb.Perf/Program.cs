using FastArb.Perf;

Arguments arguments = new(args);
return arguments.Command switch
{
    "feed" => FeedRuns.Run("feed", arguments, FeedReceiver.All, []),
    "pipeline" => FeedRuns.Run(
        "pipeline",
        arguments,
        FeedReceiver.OfPipeline,
        PipelineRuns.Measure(arguments.Has("quick") ? 10 : 1)
    ),
    "ring" => KeepRing(arguments),
    "send" => SendRun.Run(arguments),
    "receive" => ReceiveRun.Run(arguments),
    "control" => ControlRun.Run(arguments),
    "profile" => ProfileRun.Run(arguments),
    "allocations" => AllocationReport.Run(arguments),
    _ => Usage(),
};

static int KeepRing(Arguments arguments)
{
    string[] notes =
    [
        "needs two cores; a spinning thread beside it counts what the machine itself takes away",
    ];
    KeptMeasurements.Write("ring", arguments, notes, RingRuns.Measure(arguments.Has("quick") ? 10 : 1));
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine("usage: perf/run.sh --help");
    return 2;
}
