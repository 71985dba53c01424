using System.CommandLine;
using FastArb.Engines;
using FastArb.Pipeline;
using Xunit;

namespace FastArb.Tests.Pipeline.Plan;

/// <summary>What users may ask for on the command line, and what they hear where it cannot be.</summary>
[Trait("row", "10")]
public sealed class LanePlan_Wishes
{
    private const int Handlers = 12;

    private static readonly Dictionary<string, MachineFacts> s_machines = new(StringComparer.Ordinal)
    {
        ["2"] = DescribedMachine.Of(2),
        ["1"] = DescribedMachine.Of(1),
        ["3"] = DescribedMachine.Of(3),
        ["8x2"] = DescribedMachine.Of(8, threads: 2),
        ["8 of 16"] = DescribedMachine.Of(16).With("0-7"),
        ["16, 12-15 isolated"] = DescribedMachine.Of(16).With("0-11") with { Isolated = [12, 13, 14, 15] },
        ["16 by quota 4"] = DescribedMachine.Of(16).WithQuota(4),
        ["8 unpinned"] = DescribedMachine.Of(8) with { CanPin = false },
    };

    [Theory]
    [InlineData("8x2", "", "reader 1, lanes 2 3 4 5 6 7, rest 0,8, busy")]
    [InlineData("8x2", "--lanes auto", "reader 1, lanes 2 3 4 5 6 7, rest 0,8, busy")]
    [InlineData("8x2", "--lanes 2", "reader 1, lanes 2 3, rest 0,4-8,12-15, busy")]
    [InlineData("8x2", "--lanes 7", "reader anywhere, 7 lanes anywhere, hybrid")]
    [InlineData("8x2", "--lanes 7 --wait busy", "reader 1, lanes 2 3 4 5 6 7 0, rest 8,10-15, busy")]
    [InlineData("8x2", "--lanes 12", "reader anywhere, 12 lanes anywhere, hybrid")]
    [InlineData("8x2", "--lanes fused", "reader 1, fused, rest 0,2-8,10-15, busy")]
    [InlineData("8x2", "--lanes fused --wait hybrid", "reader 1, fused, rest 0,2-8,10-15, sleeping")]
    [InlineData("8x2", "--lanes 2 --wait hybrid", "reader 1, lanes 2 3, rest 0,4-8,12-15, hybrid")]
    [InlineData("8x2", "--lanes 2 --wait sleeping", "reader 1, lanes 2 3, rest 0,4-8,12-15, sleeping")]
    [InlineData("8x2", "--cores 4,5,6", "reader 4, lanes 5 6, rest 0-3,7-11,15, busy")]
    [InlineData("8x2", "--cores 4,12", "reader 4, lanes 12, rest 0-3,5-11,13-15, hybrid")]
    [InlineData("8x2", "--cores 4 --lanes fused", "reader 4, fused, rest 0-3,5-11,13-15, busy")]
    [InlineData("8x2", "--cores 4,5 --wait blocking", "reader 4, lanes 5, rest 0-3,6-11,14-15, blocking")]
    [InlineData("16, 12-15 isolated", "", "reader 1, lanes 2 3 4 5 6 7 8 9 10 11, rest 0, busy")]
    [InlineData("16, 12-15 isolated", "--cores 12,13,14", "reader 12, lanes 13 14, rest 0-11, busy")]
    [InlineData("2", "--wait busy", "reader 1, lanes 0, busy lane")]
    [InlineData("2", "--lanes fused", "reader anywhere, fused, sleeping")]
    [InlineData("2", "--lanes fused --wait busy", "reader 1, fused, rest 0, busy")]
    [InlineData("2", "--lanes 12", "reader anywhere, 12 lanes anywhere, hybrid")]
    [InlineData("2", "--cores 0,1", "reader 0, lanes 1, hybrid")]
    [InlineData("16 by quota 4", "--lanes 5", "reader anywhere, 5 lanes anywhere, hybrid")]
    [InlineData("16 by quota 4", "--cores 3,4", "reader 3, lanes 4, rest 0-2,5-15, hybrid")]
    [InlineData("8 unpinned", "--lanes 2 --wait busy", "reader anywhere, 2 lanes anywhere, busy")]
    public void A_wish_is_granted_where_it_can_be(string machine, string options, string plan) =>
        Assert.Equal(plan, PlanOf(machine, options).Words());

    [Theory]
    [InlineData("8x2", "--lanes 0", "--lanes 0 is not a number of lanes (write auto, fused or 1, 2, 3, ...)")]
    [InlineData("8x2", "--lanes -1", "--lanes -1 is not a number of lanes")]
    [InlineData("8x2", "--lanes many", "--lanes many is not a number of lanes")]
    [InlineData("8x2", "--lanes 13", "--lanes 13: 13 lanes are more than there are handlers (12)")]
    [InlineData("8x2", "--cores 4;5", "--cores 4;5 is no list of cores")]
    [InlineData("8x2", "--cores 4,", "--cores 4, is no list of cores")]
    [InlineData("8x2", "--cores 4-6", "--cores 4-6 is no list of cores")]
    [InlineData("8x2", "--cores 4,5,4", "--cores 4,5,4: core 4 is named twice")]
    [InlineData("8x2", "--cores 4,16", "--cores 4,16: there is no core 16 (switched on: 0-15)")]
    [InlineData("8 of 16", "--cores 7,8", "--cores 7,8: core 8 is not for this process (allowed: 0-7;")]
    [InlineData(
        "8x2",
        "--cores 4",
        "--cores 4: 1 core is named; the reader needs one, and each of at most 12"
    )]
    [InlineData("8x2", "--lanes 2 --cores 4,5", "--lanes 2 --cores 4,5: 2 cores are named; the reader needs")]
    [InlineData(
        "8x2",
        "--lanes fused --cores 4,5",
        "2 cores are named; a fused lane needs only the reader's"
    )]
    [InlineData("8 unpinned", "--cores 4,5", "--cores 4,5: this system cannot keep a thread on a core")]
    [InlineData("8x2", "--wait never", "--wait never is no way to wait (write busy, yielding, hybrid,")]
    [InlineData("8x2", "--cores 4,12 --wait busy", "two of the named cores are one physical core")]
    [InlineData(
        "8x2",
        "--lanes 8 --wait busy",
        "9 threads that never sleep need as many cores, and there are 8"
    )]
    [InlineData("1", "--lanes fused --wait busy", "nothing else could run on the only core")]
    [InlineData("3", "--lanes 2 --wait busy", "below 4 cores one lane may spin, not 2")]
    [InlineData("16 by quota 4", "--wait yielding", "a control group grants 4 cores of CPU time")]
    public void What_cannot_be_is_refused_in_words_that_name_it(string machine, string options, string words)
    {
        CommandFailure refused = Assert.Throws<CommandFailure>(() => PlanOf(machine, options));
        Assert.Equal(ExitCode.UsageOrNotFound, refused.ExitCode);
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Isolated_cores_are_spoken_of_until_they_are_named()
    {
        Assert.Contains(
            PlanOf("16, 12-15 isolated", "").Reasons,
            reason => reason.Contains("12-15 isolated", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            PlanOf("16, 12-15 isolated", "--cores 12,13,14,15").Reasons,
            reason => reason.Contains("isolated", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_explanation_names_each_lane_its_handlers_and_reasons()
    {
        using StringWriter output = new();
        string[] names = [.. Enumerable.Range(1, Handlers).Select(number => $"quotes-{number}")];
        LanePlanReport
            .Of(PlanOf("8x2", "--lanes 6"), names)
            .Write(Terminal.Plain(output, output), json: false);
        Assert.Contains("reader           core 1, never sleeps", output.ToString(), StringComparison.Ordinal);
        Assert.Contains(
            "lane-6         core 7, runs quotes-6, quotes-12",
            output.ToString(),
            StringComparison.Ordinal
        );
        Assert.Contains("other threads  cores 0,8", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("12 handlers on 6 lanes, as asked for", output.ToString(), StringComparison.Ordinal);
    }

    private static LanePlan PlanOf(string machine, string typed)
    {
        LaneOptions options = new();
        Command command = new("engine");
        foreach (Option option in options.All)
        {
            command.Add(option);
        }

        return options.PlanOf(command.Parse(typed), s_machines[machine], Handlers);
    }
}
