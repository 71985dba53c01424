using System.Diagnostics;
using FastArb.Metrics;
using FastArb.Tests.FrontDoor;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Tests.Metrics;

/// <summary>A writer in another process, which writes as fast as it can and is killed.</summary>
public sealed class Snapshot_Process
{
    private const string PathVariable = "FASTARB_TEST_SNAPSHOT";
    private const int Words = 2_000;
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Looks_are_whole_and_in_order_while_it_writes_and_after_it_was_killed()
    {
        using ScratchFolder folder = new();
        string path = Path.Combine(folder.FullPath, "snapshot");
        using Process writer = Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [
                    typeof(Snapshot_Process).Assembly.Location,
                    "-method",
                    $"{typeof(Snapshot_Process).FullName}.{nameof(Writes_until_it_is_killed)}",
                    "-explicit",
                    "only",
                ]
            )
            {
                WorkingDirectory = Repository.Root,
                Environment = { [PathVariable] = path },
                UseShellExecute = false,
                RedirectStandardOutput = true,
            }
        )!;
        try
        {
            Snapshot first = UntilTrue(path, read => read.State == SnapshotState.Alive);
            Assert.Equal(writer.Id, first.ProcessId);
            long last = first.Sequence;
            int looks = 0;
            UntilTrue(
                path,
                read =>
                {
                    Assert.True(read.HasValues, read.Sentence);
                    Assert.True(read.Sequence >= last);
                    looks += read.Sequence > last ? 1 : 0;
                    last = read.Sequence;
                    ExpectWhole(read);
                    return looks == 500;
                }
            );
            writer.Kill();
            await writer.WaitForExitAsync(TestContext.Current.CancellationToken);
            Snapshot dead = UntilTrue(path, read => read.State == SnapshotState.Stale);
            ExpectWhole(dead);
            Assert.True(dead.Sequence >= last);
            Assert.Contains($"process {writer.Id} is gone or hangs", dead.Sentence, StringComparison.Ordinal);
        }
        finally
        {
            if (!writer.HasExited)
            {
                writer.Kill();
            }
        }
    }

    [Fact(Explicit = true)]
    public void Writes_until_it_is_killed()
    {
        string path = Environment.GetEnvironmentVariable(PathVariable)!;
        using SnapshotWriter writer = new(
            path,
            [.. Enumerable.Range(0, Words).Select(i => SnapshotSeries.Word($"word-{i}"))],
            s_interval,
            TimeProvider.System
        );
        for (long look = 1; ; look++)
        {
            writer.Values.Fill(look);
            writer.Write();
        }
    }

    private static void ExpectWhole(Snapshot read)
    {
        Assert.Equal(Words, read.Values.Length);
        Assert.Equal(-1, read.Values.IndexOfAnyExcept(read.Sequence));
    }

    private static Snapshot UntilTrue(string path, Func<Snapshot, bool> holds)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            Snapshot read = Snapshot.Read(path, TimeProvider.System);
            if (holds(read))
            {
                return read;
            }

            Assert.True(Stopwatch.GetElapsedTime(start) < s_deadline, read.Sentence);
            Thread.Yield();
        }
    }
}
