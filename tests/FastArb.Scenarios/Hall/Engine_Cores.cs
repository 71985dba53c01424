using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using FastArb.Pipeline;
using FastArb.Scenarios.Pools;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Scenarios.Hall;

/// <summary>Where the threads of a real engine run, seen from outside.</summary>
[Trait("row", "10")]
public sealed class Engine_Cores(ITestOutputHelper output)
{
    private static readonly TimeSpan s_waitMax = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pinned_reader_has_its_core_to_itself_and_the_engine_still_hears_signals()
    {
        ImmutableArray<int> cores = MachineFacts.Read().Allowed;
        Assert.SkipUnless(OperatingSystem.IsLinux() && cores.Length > 1, "it takes two cores");
        await using ServedMarket market = new(isLive: true);
        string named = string.Create(CultureInfo.InvariantCulture, $"--cores={cores[^1]}");
        using EngineRun run = new(market, market.WebSocketUrl, market.Url, "--lanes=fused", named);
        await run.UntilAsync(status => status.IsSubscribed, Cancellation);

        (string Name, string? Cores)[] threads =
        [
            .. Directory
                .GetDirectories($"/proc/{run.Status!.Process}/task")
                .Select(thread =>
                    (
                        MachineText.Read(Path.Combine(thread, "comm")) ?? string.Empty,
                        MachineText.Field(
                            MachineText.Read(Path.Combine(thread, "status")),
                            "Cpus_allowed_list"
                        )
                    )
                ),
        ];
        output.WriteLine($"row 10: {string.Join("; ", threads.Select(one => $"{one.Name}: {one.Cores}"))}");
        string readers = CoreList.Text([cores[^1]]);
        Assert.Equal(readers, Assert.Single(threads, one => one.Name == "reader").Cores);
        Assert.True(threads.Length > 5, "the runtime and the writers have threads too");
        Assert.DoesNotContain(threads, one => one.Name != "reader" && one.Cores == readers);
        Assert.DoesNotContain("not pinned", run.Program.Messages, StringComparison.Ordinal);

        long start = Stopwatch.GetTimestamp();
        run.Program.Interrupt();
        FinishedProcess ended = await run.Program.FinishAsync(s_waitMax, Cancellation);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 2);
        Assert.Equal((int)ExitCode.Interrupted, ended.ExitCode);
    }
}
