using System.Collections.Immutable;
using FastArb.Pipeline;
using FastArb.Ring;
using Xunit;

namespace FastArb.Tests.Pipeline.Plan;

/// <summary>What holds for every plan, on machines of 1 to 128 cores that nobody has thought of.</summary>
[Trait("row", "10")]
public sealed class LanePlan_Rules
{
    private const int CoresMax = 128;

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Every_plan_keeps_the_rules_or_is_refused_with_a_sentence(ulong seed)
    {
        int machines = TestRounds.Of(2_000);
        SeededBits bits = new(seed);
        int refused = 0;
        int pinned = 0;
        int spinning = 0;
        for (int round = 0; round < machines; round++)
        {
            MachineFacts machine = MachineOf(bits);
            LaneWishes wishes = WishesOf(bits, machine);
            int handlers = Draw(bits, 21);
            try
            {
                LanePlan plan = LanePlan.For(machine, wishes, handlers);
                Keeps(plan, machine, wishes, handlers);
                pinned += plan.ReaderCore is null ? 0 : 1;
                spinning += plan.SpinningThreads() > 0 ? 1 : 0;
            }
            catch (InvalidDataException refusal)
            {
                Assert.NotEqual(new LaneWishes(), wishes);
                Assert.InRange(refusal.Message.Length, 20, 200);
                refused++;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"row 10: seed {seed}: {machines} machines, {pinned} pinned, {spinning} spin, {refused} refused"
        );
        if (TestRounds.AreWhole)
        {
            Assert.True(refused > machines / 50 && pinned > machines / 5 && spinning > machines / 5);
        }
    }

    private static void Keeps(LanePlan plan, MachineFacts machine, LaneWishes wishes, int handlers)
    {
        // Each handler is on one lane, and each lane has one.
        Assert.Equal(Enumerable.Range(0, handlers), plan.Lanes.SelectMany(lane => lane.Handlers).Order());
        Assert.DoesNotContain(plan.Lanes, lane => lane.Handlers.IsEmpty);
        Assert.Equal(wishes.Lanes == 0 && handlers > 0, plan.IsFused);
        Assert.All(plan.Reasons, reason => Assert.InRange(reason.Length, 10, 600));

        MachineCore[] ours =
        [
            .. machine.Cores.Where(core =>
                machine.Allowed.Contains(core.Number) || wishes.Cores.Contains(core.Number)
            ),
        ];
        int physical = ours.DistinctBy(core => core.Physical).Count();
        bool isShared = machine.Quota < ours.Length;
        int cores = isShared ? Math.Clamp((int)machine.Quota!.Value, 1, physical) : physical;
        WaitsFit(plan, wishes, cores, isShared);
        PlacesFit(plan, machine, wishes, ours, isShared);
    }

    private static void WaitsFit(LanePlan plan, LaneWishes wishes, int cores, bool isShared)
    {
        int threads = plan.IsFused ? 1 : plan.Lanes.Length + 1;
        int spinning = plan.SpinningThreads();
        Assert.True(spinning == 0 || !isShared, "a quota is not spent on waiting");
        Assert.True(spinning == 0 || threads <= cores, "whoever spins has a core");
        Assert.True(spinning <= 1 || cores >= 4, "below four cores at most one spins");
        if (wishes == new LaneWishes())
        {
            Assert.True(cores >= 4 || spinning == 0, "below four cores none spins unasked");
            Assert.True(spinning == 0 || threads < cores, "a core is left to other work unasked");
        }
        else if (wishes.WaitStyle is WaitStyle style && threads > 1)
        {
            Assert.Equal(style, plan.WaitStyle);
        }
    }

    private static void PlacesFit(
        LanePlan plan,
        MachineFacts machine,
        LaneWishes wishes,
        MachineCore[] ours,
        bool isShared
    )
    {
        if (plan.ReaderCore is not int reader)
        {
            Assert.True(wishes.Cores.IsEmpty && plan.SystemCores.IsEmpty);
            Assert.All(plan.Lanes, lane => Assert.Null(lane.Core));
            return;
        }

        Assert.True(machine.CanPin);
        MachineCore PhysicalOf(int number) => ours.Single(core => core.Number == number);
        int[] lanes = plan.IsFused ? [] : [.. plan.Lanes.Select(lane => lane.Core!.Value)];
        ImmutableArray<int> seats = [reader, .. lanes];
        Assert.Equal(seats.Length, seats.Distinct().Count());
        Assert.DoesNotContain(
            plan.SystemCores,
            core => PhysicalOf(core).Physical == PhysicalOf(reader).Physical
        );
        Assert.Empty(plan.SystemCores.Intersect(seats));
        if (!wishes.Cores.IsEmpty)
        {
            Assert.Equal(wishes.Cores, seats);
            return;
        }

        Assert.False(isShared);
        Assert.Equal(seats.Length, seats.DistinctBy(core => PhysicalOf(core).Physical).Count());

        // Nothing that is free and as good lies nearer to the reader than a lane does. Core 0 is special.
        MachineCore from = PhysicalOf(reader);
        int[] taken = [0, .. seats.Select(seat => PhysicalOf(seat).Physical)];
        foreach (MachineCore free in ours.Where(core => !taken.Contains(core.Physical)))
        {
            Assert.True(
                free.Node != from.Node || plan.SystemCores.All(core => PhysicalOf(core).Node == from.Node),
                "what is left near the reader is for all other threads"
            );

            Assert.DoesNotContain(
                lanes.Select(PhysicalOf),
                lane => lane.IsSmall == free.IsSmall && Distance(from, lane) > Distance(from, free)
            );
            Assert.DoesNotContain(seats.Select(PhysicalOf), seat => seat.IsSmall && !free.IsSmall);
        }
    }

    private static int Distance(MachineCore a, MachineCore b) =>
        a.Cache == b.Cache ? 0
        : a.Node == b.Node ? 1
        : a.Package == b.Package ? 2
        : 3;

    private static MachineFacts MachineOf(SeededBits bits)
    {
        int threads = 1 + Draw(bits, 2);
        int packages = 1 + Draw(bits, 2);
        int caches = 1 + Draw(bits, 4);
        int cores = 1 + Draw(bits, CoresMax / (threads * packages * caches));
        MachineFacts machine =
            Draw(bits, 5) == 0
                ? DescribedMachine.Hybrid(1 + Draw(bits, 8), Draw(bits, 16))
                : DescribedMachine.Of(cores, threads, caches, packages);
        machine = machine.Without([.. SomeOf(bits, machine.Cores.Length, one: 8).Skip(1)]);
        return machine with
        {
            Allowed =
                Draw(bits, 2) == 0
                    ? machine.Allowed
                    :
                    [
                        machine.Allowed[0],
                        .. machine.Allowed.Where(core => core != machine.Allowed[0] && Draw(bits, 2) == 0),
                    ],
            Quota = Draw(bits, 4) == 0 ? 0.25 * (1 + Draw(bits, 64)) : null,
            CanPin = Draw(bits, 8) != 0,
        };
    }

    private static LaneWishes WishesOf(SeededBits bits, MachineFacts machine) =>
        new()
        {
            Lanes = Draw(bits, 3) == 0 ? Draw(bits, 16) : null,
            WaitStyle = Draw(bits, 3) == 0 ? (WaitStyle)Draw(bits, 5) : null,
            Cores = Draw(bits, 6) == 0 ? [.. machine.Allowed.Where(_ => Draw(bits, 2) == 0).Take(13)] : [],
        };

    // About one in so many, of numbers from 0 on.
    private static IEnumerable<int> SomeOf(SeededBits bits, int count, int one) =>
        [.. Enumerable.Range(0, count).Where(_ => Draw(bits, one) == 0)];

    private static int Draw(SeededBits bits, int below) => (int)(bits.NextUInt64() % (ulong)below);
}
