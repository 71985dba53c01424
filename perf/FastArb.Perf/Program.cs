using FastArb.Perf;

Arguments arguments = new(args);
return arguments.Command switch
{
    "feed" => FeedRuns.Run(arguments),
    "send" => SendRun.Run(arguments),
    "receive" => ReceiveRun.Run(arguments),
    "control" => ControlRun.Run(arguments),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: perf/run.sh --help");
    return 2;
}
