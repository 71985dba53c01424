using System.Text;
using FastArb.Chain;
using FastArb.Scenarios.Scripted;
using FastArb.Tests;
using Xunit;

namespace FastArb.Scenarios.Live;

/// <summary>
/// Messages that are far larger than any should be, to the real program: they pass whole up to the cap, and
/// one beyond it ends the connection with a reason. At no time are two caps' worth of memory in use for it.
/// </summary>
[Trait("row", "22")]
public sealed class Recording_BigMessages
{
    private const int MiB = 1 << 20;
    private const int Cap = 32 * MiB;
    private const int FragmentBytes = 4096;

    private static readonly ScriptedChain s_chain = ScriptedChain.FromRecording("frames.jsonl.gz");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Up_to_25_megabytes_pass_in_one_frame_and_in_fragments()
    {
        double[] sizes = TestRounds.Of(1) > 1 ? [0.9, 1, 2, 4, 7.9, 8, 12, 16, 20, 25] : [0.9, 4, 25];
        string[] messages = [.. s_chain.Notifications.Take(200)];
        TaskCompletionSource warm = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ScriptedTraffic traffic = new(
            s_chain,
            async connection =>
            {
                // Enough to have touched the queue to the disk, which is no part of what a message costs.
                foreach (string message in messages[..50])
                {
                    await connection.SendTextAsync(Inflated(message, MiB / 2));
                }

                warm.SetResult();
                await go.Task.WaitAsync(connection.Stopped);
                int next = 50;
                foreach (int size in sizes.Select(mib => (int)(mib * MiB)))
                {
                    await connection.SendTextAsync(Inflated(messages[next++], size));
                    string other = Inflated(messages[next++], size);
                    IEnumerable<int> cuts = Enumerable
                        .Range(1, (other.Length - 1) / FragmentBytes)
                        .Select(i => i * FragmentBytes);
                    await connection.SendAsync(ServerFrames.Fragments(other, cuts, pingBetween: null));
                }

                await connection.SendAsync(
                    messages[next..].SelectMany(ServerFrames.Text).ToArray().AsMemory()
                );
            }
        );
        await using ScriptedNode node = ScriptedNode.Start(traffic.RunAsync);
        using RecordedRun run = RecordedRun.Start(node.Endpoint);
        await run.WhileItRunsAsync(warm.Task, Cancellation);
        await run.WhileItRunsAsync(run.UntilItHoldsAsync(50 * MiB / 2, Cancellation), Cancellation);
        long before = run.PeakMemoryBytes;
        go.SetResult();
        await run.WhileItRunsAsync(traffic.Taken, Cancellation);
        long after = run.PeakMemoryBytes;
        await run.StopAsync(Cancellation);

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"peak of memory {before / MiB} MiB before, {(after - before) / (double)MiB:0.0} MiB more after"
        );
        Assert.InRange(after - before, 0, 2 * Cap);
        Assert.Equal(1, node.ClientCount);
        Assert.Equal(LogsOf(FedEvents.Of(messages).Events), LogsOf(run.Events()));
    }

    [Theory]
    [InlineData(Cap + 1)]
    [InlineData(FragmentBytes)]
    public async Task Beyond_the_cap_the_connection_ends_with_a_reason(int piece)
    {
        ScriptedTraffic traffic = new(
            s_chain,
            async connection =>
            {
                await connection.SendTextAsync(s_chain.Notifications[0]);
                string big = Inflated(s_chain.Notifications[1], Cap + 1);
                IEnumerable<int> cuts = Enumerable.Range(1, (big.Length - 1) / piece).Select(i => i * piece);
                await connection.SendAsync(ServerFrames.Fragments(big, cuts, pingBetween: null));
            }
        );
        await using ScriptedNode node = ScriptedNode.Start(traffic.RunAsync);
        using RecordedRun run = RecordedRun.Start(node.Endpoint);
        byte[] reason = Encoding.ASCII.GetBytes("a message is longer than the cap");
        await run.WhileItRunsAsync(run.UntilItHoldsAsync(reason, Cancellation), Cancellation);
        Assert.InRange(run.PeakMemoryBytes, 1, 512L * MiB);
    }

    // A member that nobody knows makes it large; what it says is the same.
    private static string Inflated(string message, int bytes) =>
        $$"""{"jsonrpc":"2.0","more":"{{new string('x', bytes - message.Length - 10)}}",{{message[
            message.IndexOf("\"method\"", StringComparison.Ordinal)..
        ]}}""";

    private static IEnumerable<(long Block, int Log)> LogsOf(ChainEvent[] events) =>
        events
            .Where(e => e.Kind == ChainEventKind.Log)
            .Select(e => (e.BlockNumber, (int)e.LogIndex))
            .Distinct()
            .Order();
}
