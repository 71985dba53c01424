using System.Diagnostics;
using FastArb.Feed;
using FastArb.Tests;
using Xunit;

namespace FastArb.Scenarios.Network;

/// <summary>Every disconnect ends in a fresh subscription, for ever, and leaves nothing behind.</summary>
public sealed class Session_Cuts
{
    private const int Feeds = 10;
    private const int Warming = 1;
    private static readonly TimeSpan s_away = TimeSpan.FromMilliseconds(300);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("row", "2")]
    public async Task However_it_is_cut_it_is_back_within_two_seconds_of_the_nodes_return()
    {
        // Several feeds at once, each with its node: the time goes into waiting.
        int cuts = TestRounds.Of(20) / Feeds;
        List<double>[] times = [.. Enumerable.Range(0, Feeds).Select(_ => new List<double>())];
        CutNode[] nodes = [.. times.Select(_ => new CutNode())];
        FedSession[] feeds = [.. nodes.Select(node => new FedSession([node.Endpoint]))];
        try
        {
            await Task.WhenAll(nodes.Select((node, i) => CutAsync(node, i, Warming, times[i])));
            Process self = Process.GetCurrentProcess();
            int handles = Handles();
            int threads = self.Threads.Count;
            await Task.WhenAll(nodes.Select((node, i) => CutAsync(node, Warming + i, cuts, times[i])));
            self.Refresh();
            int handlesAfter = Handles();
            int threadsAfter = self.Threads.Count;
            Tell(times, handles, handlesAfter, threads, threadsAfter);
            Assert.InRange(handlesAfter, 0, handles + Feeds);
            Assert.InRange(threadsAfter, 0, threads + 8);
        }
        finally
        {
            foreach (FedSession feed in feeds)
            {
                await feed.DisposeAsync();
            }

            Array.ForEach(nodes, node => node.Dispose());
        }

        double[] all = [.. times.SelectMany(list => list).Order()];
        Assert.InRange(all[(int)Math.Ceiling(all.Length * 0.99) - 1], 0, 2);
        foreach (FedSession feed in feeds)
        {
            Assert.Equal(Warming + cuts + 1, feed.Session.Counters.Subscriptions);
            Assert.Equal(FeedEndReason.Stopped, feed.Session.End.Reason);
        }
    }

    private static async Task CutAsync(CutNode node, int first, int cuts, List<double> times)
    {
        for (int i = 0; i < cuts; i++)
        {
            var kind = (CutKind)((first + i) % Enum.GetValues<CutKind>().Length);
            times.Add(await node.CutAsync(kind, s_away, Cancellation));
        }
    }

    private static int Handles() =>
        OperatingSystem.IsLinux() ? Directory.GetFileSystemEntries("/proc/self/fd").Length : 0;

    private static void Tell(List<double>[] times, int handles, int after, int threads, int threadsAfter)
    {
        double[] all = [.. times.SelectMany(list => list).Order()];
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{all.Length} cuts: median {all[all.Length / 2]:0.000} s, p99 "
                + $"{all[(int)Math.Ceiling(all.Length * 0.99) - 1]:0.000} s, most {all[^1]:0.000} s; "
                + $"handles {handles} -> {after}, threads {threads} -> {threadsAfter}"
        );
    }
}
