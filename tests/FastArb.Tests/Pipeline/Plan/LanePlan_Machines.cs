using FastArb.Pipeline;
using Xunit;

namespace FastArb.Tests.Pipeline.Plan;

/// <summary>What twelve handlers get on machines that people have.</summary>
[Trait("row", "10")]
public sealed class LanePlan_Machines
{
    private const int Handlers = 12;

    private static readonly Dictionary<string, MachineFacts> s_machines = new(StringComparer.Ordinal)
    {
        ["one core"] = DescribedMachine.Of(1),
        ["virtual machine, 2 cores"] = DescribedMachine.Of(2),
        ["virtual machine, 2 cores that are one"] = DescribedMachine.Of(1, threads: 2),
        ["3 cores"] = DescribedMachine.Of(3),
        ["laptop, 4 cores of 2 threads"] = DescribedMachine.Of(4, threads: 2),
        ["laptop, 6 fast cores and 8 small ones"] = DescribedMachine.Hybrid(6, 8),
        ["laptop, 2 fast cores and 8 small ones"] = DescribedMachine.Hybrid(2, 8),
        ["desktop, 16 cores on 2 dies"] = DescribedMachine.Of(8, threads: 2, caches: 2),
        ["EPYC, 8 dies of 8 cores"] = DescribedMachine.Of(8, threads: 2, caches: 8),
        ["2 sockets of 4 cores"] = DescribedMachine.Of(4, packages: 2),
        ["2 sockets of 16 cores"] = DescribedMachine.Of(16, threads: 2, packages: 2),
        ["container, 1.5 of 16 cores"] = DescribedMachine.Of(16).WithQuota(1.5),
        ["container, half a core"] = DescribedMachine.Of(2).WithQuota(0.5),
        ["container, 6 of 16 cores"] = DescribedMachine.Of(16).WithQuota(6),
        ["container, a quota of all 8 cores"] = DescribedMachine.Of(8).WithQuota(8),
        ["cpuset, one thread of 4 cores"] = DescribedMachine.Of(8, threads: 2).With("4-7"),
        ["cpuset, both threads of 2 cores"] = DescribedMachine.Of(8, threads: 2).With("4-5,12-13"),
        ["cpuset, holes"] = DescribedMachine.Of(8, threads: 2, caches: 2).With("1,3,6,9,11,14,15,17,25"),
        ["taskset, one core of many"] = DescribedMachine.Of(64).With("17"),
        ["8 cores, 3 switched off"] = DescribedMachine.Of(8).Without(0, 3, 5),
        ["a system without pinning, 8 cores"] = DescribedMachine.Of(8) with { CanPin = false },
    };

    [Theory]
    [InlineData("one core", "reader anywhere, 1 lanes anywhere, hybrid")]
    [InlineData("virtual machine, 2 cores", "reader anywhere, 1 lanes anywhere, hybrid")]
    [InlineData("virtual machine, 2 cores that are one", "reader anywhere, 1 lanes anywhere, hybrid")]
    [InlineData("3 cores", "reader anywhere, 1 lanes anywhere, hybrid")]
    [InlineData("laptop, 4 cores of 2 threads", "reader 1, lanes 2 3, rest 0,4, busy")]
    [InlineData(
        "laptop, 6 fast cores and 8 small ones",
        "reader 2, lanes 4 6 8 10 0 12 13 14 15 16 17 18, rest 19, busy"
    )]
    [InlineData("laptop, 2 fast cores and 8 small ones", "reader 2, lanes 0 4 5 6 7 8 9 10, rest 11, busy")]
    [InlineData(
        "desktop, 16 cores on 2 dies",
        "reader 8, lanes 9 10 11 12 13 14 15 1 2 3 4 5, rest 0,6-7,16,22-23, busy"
    )]
    [InlineData(
        "EPYC, 8 dies of 8 cores",
        "reader 8, lanes 9 10 11 12 13 14 15 1 2 3 4 5, rest 0,6-7,16-64,70-71,80-127, busy"
    )]
    [InlineData("2 sockets of 4 cores", "reader 4, lanes 5 6 7 1 2 3, rest 0, busy")]
    [InlineData(
        "2 sockets of 16 cores",
        "reader 1, lanes 2 3 4 5 6 7 8 9 10 11 12 13, rest 0,14-15,32,46-47, busy"
    )]
    [InlineData("container, 1.5 of 16 cores", "reader anywhere, 1 lanes anywhere, hybrid")]
    [InlineData("container, half a core", "reader anywhere, 1 lanes anywhere, hybrid")]
    [InlineData("container, 6 of 16 cores", "reader anywhere, 4 lanes anywhere, hybrid")]
    [InlineData("container, a quota of all 8 cores", "reader 1, lanes 2 3 4 5 6 7, rest 0, busy")]
    [InlineData("cpuset, one thread of 4 cores", "reader 4, lanes 5 6, rest 7, busy")]
    [InlineData("cpuset, both threads of 2 cores", "reader anywhere, 1 lanes anywhere, hybrid")]
    [InlineData("cpuset, holes", "reader 9, lanes 11 14 15 1 3, rest 6, busy")]
    [InlineData("taskset, one core of many", "reader anywhere, 1 lanes anywhere, hybrid")]
    [InlineData("8 cores, 3 switched off", "reader 1, lanes 2 4 6, rest 7, busy")]
    [InlineData("a system without pinning, 8 cores", "reader anywhere, 6 lanes anywhere, hybrid")]
    public void Each_machine_gets_its_plan(string machine, string plan)
    {
        LanePlan chosen = LanePlan.For(s_machines[machine], new LaneWishes(), Handlers);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"row 10: {machine}: {chosen.Words()}\n  {string.Join("\n  ", chosen.Reasons)}"
        );
        Assert.Equal(plan, chosen.Words());
    }

    [Fact]
    public void Every_described_machine_has_a_plan_in_the_list() =>
        Assert.Equal(
            s_machines.Count,
            typeof(LanePlan_Machines)
                .GetMethod(nameof(Each_machine_gets_its_plan))!
                .GetCustomAttributes(typeof(InlineDataAttribute), inherit: false)
                .Length
        );

    [Fact]
    public void Twelve_handlers_have_a_lane_each_from_fourteen_cores_on_and_share_fewer_below()
    {
        for (int cores = 1; cores <= 128; cores++)
        {
            LanePlan plan = LanePlan.For(DescribedMachine.Of(cores), new LaneWishes(), Handlers);
            int expected =
                cores < 4 ? 1
                : cores < 14 ? cores - 2
                : 12;
            Assert.Equal(expected, plan.Lanes.Length);
            Assert.Equal(cores < 4 ? 0 : expected + 1, plan.SpinningThreads());
        }
    }

    [Fact]
    public void Fewer_handlers_leave_the_other_cores_free() =>
        Assert.Equal(
            "reader 1, lanes 2 3 4, rest 0,5-15, busy",
            LanePlan.For(DescribedMachine.Of(16), new LaneWishes(), handlers: 3).Words()
        );

    [Fact]
    public void No_handlers_need_no_lane() =>
        Assert.Equal(
            "reader 1, no lanes, rest 0,2-7, busy",
            LanePlan.For(DescribedMachine.Of(8), new LaneWishes(), handlers: 0).Words()
        );

    [Fact]
    public void Handlers_are_dealt_out_in_turn() =>
        Assert.Equal(
            (string[])["0 4 8", "1 5 9", "2 6 10", "3 7 11"],
            LanePlan
                .For(DescribedMachine.Of(6), new LaneWishes(), Handlers)
                .Lanes.Select(lane => string.Join(' ', lane.Handlers)),
            StringComparer.Ordinal
        );

    [Fact]
    public void This_machine_has_a_plan_too()
    {
        MachineFacts here = MachineFacts.Read();
        LanePlan plan = LanePlan.For(here, new LaneWishes(), Handlers);
        Assert.Equal(Handlers, plan.Lanes.Sum(lane => lane.Handlers.Length));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"row 10: {here.Allowed.Length} cores here: {plan.Words()}\n  {string.Join("\n  ", plan.Reasons)}"
        );
    }
}
