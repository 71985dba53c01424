using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Watch;

/// <summary>What the watchdog says of a node, how soon, and of what it says nothing.</summary>
public sealed class FeedWatchdog_Verdicts
{
    private const long Millisecond = WatchedNode.Millisecond;
    private const long Second = WatchedNode.Second;

    [Fact]
    [Trait("row", "1")]
    public void A_silent_subscription_is_noticed_within_two_block_intervals_and_two_seconds()
    {
        for (ulong seed = 1; seed <= (ulong)TestRounds.Of(200); seed++)
        {
            WatchedNode node = Drawn(seed);
            node.Run(20 * node.Interval);
            Assert.True(node.Verdicts.Count == 0, $"seed {seed}: {node.Verdicts.FirstOrDefault()}");
            node.SendsHeads = false;
            node.Run(Math.Max(4 * node.Interval, 5 * Second));

            (FeedVerdict verdict, long time, long head) = node.Verdicts[0];
            Assert.True(verdict == FeedVerdict.SilentHeads, $"seed {seed}: {verdict}");
            Assert.True(
                time - head <= (2 * node.Interval) + (2 * Second),
                $"seed {seed}: after {time - head} ns of an interval of {node.Interval}"
            );
            node.Run(10 * node.Interval);
            Assert.True(node.Verdicts.Count == 1, $"seed {seed}: {string.Join(' ', node.Verdicts)}");
        }
    }

    [Fact]
    [Trait("row", "1")]
    public void A_quiet_market_raises_no_alarm_and_costs_no_probe()
    {
        for (ulong seed = 1; seed <= (ulong)TestRounds.Of(50); seed++)
        {
            WatchedNode node = Drawn(seed);
            node.HasLogs = false;
            node.JitterPercent /= 2;
            node.Run(100 * node.Interval);
            Assert.True(node.Verdicts.Count == 0, $"seed {seed}: {node.Verdicts.FirstOrDefault()}");
            Assert.True(node.Probes.Count == 0, $"seed {seed}: {node.Probes.Count} probes");
        }
    }

    [Fact]
    [Trait("row", "25")]
    public void A_halt_of_33_minutes_is_one_notice_and_at_most_a_probe_in_30_seconds()
    {
        WatchedNode node = new(1, 2 * Second);
        node.Run(60 * Second);
        node.MakesBlocks = false;
        node.Run(33 * 60 * Second);

        (FeedVerdict verdict, long time, long head) = Assert.Single(node.Verdicts);
        Assert.Equal(FeedVerdict.ChainHalted, verdict);
        Assert.InRange(time - head, 30 * Second, 50 * Second);
        long[] later = [.. node.Probes.Where(probe => probe > time)];
        Assert.All(later.Skip(1).Zip(later), pair => Assert.True(pair.First - pair.Second >= 30 * Second));

        // One in 30 seconds, and the few that told the halt from a late block.
        Assert.InRange(node.Probes.Count, 60, (33 * 2) + 6);
        TestContext.Current.TestOutputHelper?.WriteLine($"{node.Probes.Count} probes");
        node.MakesBlocks = true;
        node.Run(60 * Second);
        Assert.Single(node.Verdicts);
        node.MakesBlocks = false;
        node.Run(60 * Second);
        Assert.Equal(2, node.Verdicts.Count);
    }

    [Fact]
    [Trait("row", "25")]
    public void What_is_wrong_is_told_apart_in_a_hundred_mixed_seeds()
    {
        Dictionary<string, int> met = [];
        for (ulong seed = 1; seed <= (ulong)TestRounds.Of(100); seed++)
        {
            WatchedNode node = Drawn(seed);
            string scene = string.Empty;
            List<FeedVerdict> expected = [];
            for (int i = 0; i < 6; i++)
            {
                (string name, FeedVerdict verdict) = Meet(node, (int)node.Draw(6));
                met[name] = met.GetValueOrDefault(name) + 1;
                scene += $" {name}";
                expected.AddRange(verdict == FeedVerdict.None ? [] : [verdict]);
                Assert.True(
                    expected.SequenceEqual(node.Verdicts.Select(v => v.Verdict)),
                    $"seed {seed},{scene}: {string.Join(' ', node.Verdicts)}"
                );
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", met));
        Assert.True(!TestRounds.AreWhole || met.Count == 6);
    }

    [Fact]
    [Trait("row", "27")]
    public void A_clock_that_jumps_by_up_to_an_hour_changes_nothing()
    {
        WatchedNode node = new(1, 2 * Second);
        node.Run(60 * Second);
        int rounds = TestRounds.Of(1_000);
        for (int i = 0; i < rounds; i++)
        {
            node.Suspend(Second + node.Draw(3_600 * Second), alsoTheNode: i % 2 == 0);
            node.Run(node.Draw(12 * Second));
        }

        Assert.True(node.Verdicts.Count == 0, string.Join(' ', node.Verdicts));
        Assert.Equal(rounds, node.Watchdog.Jumps.Value);

        // And it still sees.
        node.SendsHeads = false;
        node.Run(6 * Second);
        Assert.Equal(FeedVerdict.SilentHeads, Assert.Single(node.Verdicts).Verdict);
    }

    [Fact]
    public void A_reader_that_stands_still_is_counted_and_nobody_else_is_blamed()
    {
        WatchedNode node = new(1, Second);
        node.Run(20 * Second);
        for (int i = 0; i < 50; i++)
        {
            node.Stall(node.Draw(4 * Second));
            node.Run(Second);
        }

        Assert.Equal(0, node.Watchdog.ReaderStalls.Value);
        node.Stall(20 * Second);
        node.Run(5 * Second);
        node.Stall(6 * Second);
        Assert.Equal(2, node.Watchdog.ReaderStalls.Value);
        Assert.Empty(node.Verdicts);
    }

    [Fact]
    public void A_node_that_is_silent_again_and_again_is_left_for_another()
    {
        WatchedNode node = new(1, 2 * Second) { HealsWhenAnew = false };
        node.Run(30 * Second);
        node.SendsHeads = false;
        node.Run(20 * Second);
        Assert.Equal(FeedVerdict.SilentHeads, node.Verdicts[0].Verdict);
        Assert.All(node.Verdicts.Skip(1), v => Assert.Equal(FeedVerdict.NodeBehind, v.Verdict));
        Assert.True(node.Verdicts.Count > 2);
    }

    [Fact]
    public void A_full_inbox_is_tried_again()
    {
        FeedInbox inbox = new(itemsMax: 1);
        FeedPulse pulse = new()
        {
            Connected = 1,
            Subscribed = 1,
            MissedLogs = 0,
        };
        FeedWatchdog watchdog = new(new FeedWatchdogOptions(), pulse, inbox);
        pulse.Loop = 1;
        watchdog.Step(1);
        inbox.TryPost(InputKind.Message, 1, []);
        pulse.MissedLogs = 2;
        watchdog.Step(2);
        Assert.Equal(0, watchdog.Verdicts(FeedVerdict.SilentLogs).Value);
        Assert.True(inbox.TryTake(out _, out _, out _));
        watchdog.Step(3);
        Assert.True(inbox.TryTake(out InputKind kind, out _, out ReadOnlyMemory<byte> payload));
        Assert.Equal((InputKind.Verdict, (byte)FeedVerdict.SilentLogs), (kind, payload.Span[0]));
    }

    private static (string Name, FeedVerdict Verdict) Meet(WatchedNode node, int what)
    {
        node.Run(node.Draw(10 * node.Interval) + (6 * node.Interval));
        (string name, FeedVerdict verdict) = ("quiet market", FeedVerdict.None);
        switch (what)
        {
            case 0:
                node.MakesBlocks = false;
                node.Run(Math.Max(10 * node.Interval, 30 * Second) + (70 * Second));
                (name, verdict) = ("halt", FeedVerdict.ChainHalted);
                break;
            case 1:
                node.SendsHeads = false;
                node.Run((4 * node.Interval) + (5 * Second));
                (name, verdict) = ("silent heads", FeedVerdict.SilentHeads);
                break;
            case 2:
                node.SendsLogs = false;
                node.Run(6 * node.Interval);
                (name, verdict) = ("silent logs", FeedVerdict.SilentLogs);
                break;
            case 3:
                node.SendsHeads = false;
                node.Answers = false;
                node.Run((4 * node.Interval) + (5 * Second));
                (name, verdict) = ("silent node", FeedVerdict.SilentNode);
                break;
            case 4:
                long usual = node.Interval;
                node.Interval = Math.Min(5 * usual, usual + (15 * Second));
                node.Run(10 * node.Interval);
                node.Interval = usual;
                name = "slow blocks";
                break;
            default:
                node.HasLogs = false;
                node.Run(40 * node.Interval);
                break;
        }

        node.MakesBlocks = true;
        node.HasLogs = true;
        node.Run(8 * node.Interval);
        return (name, verdict);
    }

    private static WatchedNode Drawn(ulong seed)
    {
        // From the rollups' quarter of a second to a slow main chain.
        long[] intervals = [250, 400, 1_000, 2_000, 3_000, 5_000, 12_000, 15_000];
        WatchedNode node = new(seed, intervals[seed % 8] * Millisecond);
        node.JitterPercent = (int)node.Draw(40);
        node.AnswerTimeMax = 20 * Millisecond + node.Draw(700 * Millisecond);
        return node;
    }
}
