using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FastArb.Pipeline;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Tests.Pipeline.Plan;

/// <summary>Threads on cores, in a process of their own: this one keeps its cores.</summary>
[Trait("row", "10")]
public sealed partial class CorePinning_Process
{
    private const string Variable = "FASTARB_TEST_PINNING";
    private const int SignalTerminate = 15;
    private const int NoSuchCore = 1_000;

    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public void A_process_is_pinned_spins_survives_a_refusal_and_still_hears_signals()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux keeps threads on cores");
        FinishedProcess child = FinishedProcess.Run(
            "dotnet",
            [
                typeof(CorePinning_Process).Assembly.Location,
                "-method",
                $"{typeof(CorePinning_Process).FullName}.{nameof(In_a_process_of_its_own)}",
                "-explicit",
                "only",
                "-noColor",
                "-noLogo",
            ],
            Repository.Root,
            new Dictionary<string, string?>(StringComparer.Ordinal) { [Variable] = "1" }
        );
        Assert.True(child.ExitCode == 0, child.Output + child.Messages);
        Assert.Matches("Total: 1, Errors: 0, Failed: 0, Skipped: 0", child.Output);
    }

    [Fact(Explicit = true)]
    public void In_a_process_of_its_own()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable(Variable) == "1", "it would pin this process");
        ImmutableArray<int> cores = MachineFacts.Read().Allowed;
        using ManualResetEventSlim isTold = new();
        using PosixSignalRegistration registration = PosixSignalRegistration.Create(
            PosixSignal.SIGTERM,
            context =>
            {
                context.Cancel = true;
                isTold.Set();
            }
        );
        Assert.Null(CorePinning.TryKeepProcess([cores[0]]));
        Assert.Single(MachineFacts.Read().Allowed);

        using ManualResetEventSlim isRefused = new();
        bool isOver = false;
        string? readersCores = null;
        string? lanesCores = null;
        Thread? lane = null;
        EngineThreads threads = new(() => { });
        Thread reader = threads.Start(
            "reader",
            () =>
            {
                readersCores = CoresOf("/proc/thread-self/status");
                lane = threads.Start(
                    "lane-1",
                    () =>
                    {
                        // Where a pinned thread makes another one, that is not pinned with it.
                        lanesCores = CoresOf("/proc/thread-self/status");
                        isRefused.Set();
                    },
                    NoSuchCore
                );
                while (!Volatile.Read(ref isOver)) { }
            },
            cores[^1]
        );
        Assert.True(isRefused.Wait(s_deadline, TestContext.Current.CancellationToken));
        string refusal = Assert.Single(threads.PinningsRefused);
        Assert.StartsWith(
            $"lane-1 is not pinned: the system refuses core {NoSuchCore}",
            refusal,
            StringComparison.Ordinal
        );
        Assert.Equal(0, SendSignal(Environment.ProcessId, SignalTerminate));
        Assert.True(
            isTold.Wait(s_deadline, TestContext.Current.CancellationToken),
            "a thread that spins keeps no signal back"
        );
        Assert.Equal((CoreList.Text([cores[^1]]), CoreList.Text([cores[0]])), (readersCores, lanesCores));

        string[] others =
        [
            .. Directory
                .GetDirectories("/proc/self/task")
                .Select(thread => CoresOf(Path.Combine(thread, "status")))
                .OfType<string>(),
        ];
        Assert.Equal(cores.Length > 1 ? 1 : others.Length, others.Count(list => list == readersCores));
        Assert.All(others.Where(list => list != readersCores), list => Assert.Equal(lanesCores, list));
        Volatile.Write(ref isOver, true);
        Assert.True(reader.Join(s_deadline) && lane!.Join(s_deadline));
        Assert.Null(threads.Fault);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1_024)]
    [InlineData(int.MaxValue)]
    public void A_number_that_no_core_can_have_is_refused(int core) =>
        Assert.StartsWith(
            OperatingSystem.IsLinux() ? "there is no core" : "only Linux",
            CorePinning.TryPin(core),
            StringComparison.Ordinal
        );

    private static string? CoresOf(string status) =>
        MachineText.Field(MachineText.Read(status), "Cpus_allowed_list");

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
