using System.Diagnostics;
using System.Globalization;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;

namespace FastArb.Feeds;

/// <summary>
/// <c>fastarb fetch</c>: blocks of the past into a run's folder, window by window: headers first, which must
/// make a chain, then logs by ranges, checked against the headers' bloom filters.
/// </summary>
internal sealed class FetchCommand
{
    // A window's headers are in memory with their texts: some megabytes where blocks are full.
    private const int WindowBlocks = 500;
    private const int ReorgDepthMax = 200;

    private readonly Terminal _terminal;
    private readonly FetchRequest _request;
    private readonly CancellationToken _cancellation;
    private readonly LogRanges _ranges;
    private long _to;

    public FetchCommand(Terminal terminal, FetchRequest request, CancellationToken cancellation)
    {
        _terminal = terminal;
        _request = request;
        _cancellation = cancellation;
        _ranges = new LogRanges(request.Rules);
    }

    public ExitCode Run(bool json)
    {
        long start = Stopwatch.GetTimestamp();
        using ProgressLine progress = new(_terminal);
        RpcHttpOptions options = new()
        {
            AllowPlainText = _request.AllowPlainText,
            Timeout = TimeSpan.FromSeconds(30),
            BodyBytesMax = 128 * 1024 * 1024,
        };
        using FetchNode node = new(_request.Node, options, _request.Rules, progress.Show, _cancellation);
        ulong chain = node.ChainId();
        _to = LastBlock(node);
        FeedPlan plan = new(_request.Rules) { Time = EventTimeSource.Chain };
        RunManifest manifest = RunPlan.ManifestOf(plan) with
        {
            ChainId = chain,
            Endpoints = [_request.Node.Host],
        };
        using FetchRun run = FetchRun.Open(_request.Folder, manifest);
        FeedSummary summary;
        bool hasBegun = false;
        try
        {
            if (run.HasBlocks && run.FirstBlock != _request.From)
            {
                throw new CommandFailure(
                    ExitCode.UsageOrNotFound,
                    $"{_request.Folder} begins with block {Text(run.FirstBlock)} (name that, or a new folder)"
                );
            }

            hasBegun = true;
            Say(run, chain);
            run.Connect(_request.Node);
            Fetch(node, run, progress);
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or CommandFailure)
        {
            run.Complete(string.Empty, string.Empty);
            progress.Dispose();
            SayWhatIsLeft(run, hasBegun);
            throw;
        }

        summary = run.Complete($"fetched from {_request.Node}", "at the last block that was asked for");
        progress.Dispose();
        RefuseIfBroken(run);
        summary = summary.After(Stopwatch.GetElapsedTime(start));
        if (json)
        {
            JsonOutput.Write(_terminal, FeedSummary.Schema, summary);
        }
        else
        {
            FeedSummaryText.Write(_terminal, summary);
        }

        return ExitCode.Ok;
    }

    private static void RefuseIfBroken(FetchRun run)
    {
        if (run.Fault is Exception fault)
        {
            throw new CommandFailure(
                ExitCode.Failure,
                $"recording stopped: {fault.Message} (make room)",
                fault
            );
        }
    }

    private void SayWhatIsLeft(FetchRun run, bool hasBegun)
    {
        if (hasBegun)
        {
            _terminal.Messages.WriteLine(
                $"{_request.Folder} holds {Extent(run)}; the same command goes on from there"
            );
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Extent(FetchRun run) =>
        run.HasBlocks ? $"blocks {Text(run.FirstBlock)} to {Text(run.Head.Number)}" : "no block";

    private long LastBlock(FetchNode node)
    {
        bool isNumber = FetchOptions.TryNumber(_request.To, out long to);
        long end = node.NumberOf(isNumber ? "latest" : _request.To);
        to = isNumber ? to : end;
        return to <= end && to >= _request.From
            ? to
            : throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                $"{_request.Node} has blocks up to {Text(end)} (name others with --from and --to)"
            );
    }

    private void Say(FetchRun run, ulong chain)
    {
        string what = run.HasBlocks ? $"going on with {Extent(run)}" : "fetching";
        string id = chain.ToString(CultureInfo.InvariantCulture);
        _terminal.Messages.WriteLine(
            $"{what}: {Text(_request.From)} to {Text(_to)} of chain {id} from {_request.Node}"
                + $" into {_request.Folder}; Ctrl-C ends it"
        );
    }

    private void Fetch(FetchNode node, FetchRun run, ProgressLine progress)
    {
        // The last block of a run that was broken off may lack logs: it comes again.
        long next = run.HasBlocks ? run.Head.Number : _request.From;
        long highest = next;
        int back = 0;
        while (next <= _to)
        {
            int count = back > 0 ? 1 : (int)Math.Min(WindowBlocks, _to - next + 1);
            FetchWindow window = node.FetchHeaders(next, count);
            if (run.TryHashAt(next - 1, out UInt256 parent) && window.Heads[0].ParentHash != parent)
            {
                // What is above some block has been replaced meanwhile.
                next--;
                if (++back > ReorgDepthMax)
                {
                    throw new CommandFailure(
                        ExitCode.DataInvalid,
                        $"the chain was reorganised deeper than {ReorgDepthMax} blocks"
                            + " (fetch into a new folder)"
                    );
                }

                continue;
            }

            Add(node, run, window);
            next = window.Last + 1;
            back = next > highest ? 0 : back;
            highest = Math.Max(highest, next);
            progress.Show(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"fetching: block {window.Last:#,0} of {_to:#,0}, {run.Logs:#,0} logs,"
                        + $" {node.Requests:#,0} requests"
                )
            );
        }
    }

    private void Add(FetchNode node, FetchRun run, FetchWindow window)
    {
        _ranges.Begin(window.Heads);
        node.FetchLogs(_ranges);
        for (int i = 0; i < window.Heads.Length; i++)
        {
            run.Add(in window.Heads[i], window.Texts[i], _ranges.LogsOf(window.Heads[i].Number));
        }

        run.Flush();

        RefuseIfBroken(run);
    }
}
