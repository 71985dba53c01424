using FastArb.Feed;
using FastArb.Simulation;
using FastArb.Tests;
using FastArb.Tests.FrontDoor;
using Xunit;

namespace FastArb.Scenarios.Simulated;

/// <summary>
/// All faults at once, each seed other ones: exact in the end, and the same again from the recording.
/// </summary>
public sealed class Simulated_Everything
{
    private static readonly FaultKind[] s_kinds =
    [
        FaultKind.CutReset,
        FaultKind.CutHangUp,
        FaultKind.CutClose,
        FaultKind.CutFrame,
        FaultKind.CutSilence,
        FaultKind.Delay,
        FaultKind.Duplicate,
        FaultKind.Reorder,
        FaultKind.DropHead,
        FaultKind.SilentHeads,
        FaultKind.SilentLogs,
        FaultKind.RateLimit,
        FaultKind.Http429,
        FaultKind.Http503,
        FaultKind.Refuse,
        FaultKind.Hang,
        FaultKind.AcceptClose,
        FaultKind.RefuseBatch,
        FaultKind.LieHeader,
        FaultKind.LieLogs,
        FaultKind.TipOnly,
        FaultKind.LogsFirst,
        FaultKind.RemovedNone,
        FaultKind.RemovedLate,
        FaultKind.RemovedShuffled,
    ];

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Whatever_the_network_does_the_chain_comes_out_whole(ulong seed)
    {
        SimulatedRuns runs = new();
        foreach (ulong each in SimulatedRuns.Seeds(seed, 10))
        {
            runs.Run(PlanOf(each));
        }

        runs.Say("all");
        if (runs.Runs >= 100)
        {
            runs.MustHaveHappened(s_kinds);
            runs.MustHaveHappened(FaultKind.Lag, FaultKind.Early);
        }
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void The_same_seed_gives_the_same_events(ulong seed)
    {
        string[] hashes = new string[2];
        for (int i = 0; i < hashes.Length; i++)
        {
            using SimulatedRun run = new(PlanOf(seed));
            run.Run();
            hashes[i] = run.Applied.Hash.Text;
        }

        Assert.Equal(hashes[0], hashes[1]);
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public async Task The_recorded_input_gives_the_same_events_again(ulong seed)
    {
        using ScratchFolder scratch = new();
        string folder = Path.Combine(scratch.FullPath, "run");
        FeedPlan plan;
        string live;
        using (InputRecorder recorder = new(folder, new InputRecorderOptions()))
        {
            Task writing = Task.Run(recorder.Run, TestContext.Current.CancellationToken);
            using SimulatedRun run = new(PlanOf(seed), recorder);
            run.Run();
            recorder.Complete();
            await writing;
            plan = run.Plan;
            live = run.Applied.Hash.Text;
        }

        AppliedChain again = new();
        FeedSequencer<AppliedSink> replay = new(plan, new AppliedSink(again));
        using InputReader reader = new(folder);
        while (reader.TryRead(out InputRecord record))
        {
            replay.Replay(record.Kind, record.Payload, record.ReceiveTime, record.Position);
        }

        Assert.Equal(live, again.Hash.Text);
    }

    // A third of all faults each, at rates that leave the feed some life.
    private static SimulatedPlan PlanOf(ulong seed)
    {
        SeededBits bits = new(seed ^ 0x5EED);
        FaultPlan faults = FaultPlan.None with
        {
            Backends = 3,
            LagBlocks = (int)(bits.NextUInt64() % 6),
            EarlyCount = (int)(bits.NextUInt64() % 5),
        };
        foreach (FaultKind kind in s_kinds)
        {
            if (bits.NextUInt64() % 3 == 0)
            {
                faults = faults.With(kind, (int)(bits.NextUInt64() % RateMax(kind)));
            }
        }

        FaultPlan answering = FaultPlan.None with { Backends = 2, LagBlocks = 5 };
        return new SimulatedPlan(seed)
        {
            WatchesAll = bits.NextUInt64() % 2 == 0,
            ReorgsPerMille = (int)(bits.NextUInt64() % 150),
            OutagesPerMille = (int)(bits.NextUInt64() % 30),
            OutageMax = TimeSpan.FromSeconds(60),
            Answerers = bits.NextUInt64() % 2 == 0 ? [] : [answering.With(FaultKind.RateLimit, 50_000)],
            Faults = faults,
            CatchUpMax = TimeSpan.FromMinutes(10),
        };
    }

    private static ulong RateMax(FaultKind kind) =>
        kind switch
        {
            FaultKind.CutReset or FaultKind.CutHangUp or FaultKind.CutClose => 5_000,
            FaultKind.CutFrame or FaultKind.CutSilence => 3_000,
            FaultKind.SilentHeads or FaultKind.SilentLogs => 5_000,
            FaultKind.LieHeader or FaultKind.LieLogs => 20_000,
            FaultKind.Duplicate or FaultKind.Delay or FaultKind.Reorder => 100_000,
            FaultKind.DropHead => 100_000,
            FaultKind.RateLimit or FaultKind.Http429 or FaultKind.Http503 => 100_000,
            FaultKind.Hang or FaultKind.AcceptClose or FaultKind.Refuse => 200_000,
            _ => 500_000,
        };
}
