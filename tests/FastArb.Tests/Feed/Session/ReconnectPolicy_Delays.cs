using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Session;

/// <summary>How long an endpoint is left alone.</summary>
[Trait("row", "5")]
public sealed class ReconnectPolicy_Delays
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void A_node_that_is_away_is_tried_soon_and_then_once_a_second()
    {
        ReconnectPolicy policy = new(seed: 1);
        double[] seconds = [.. Delays(policy, 12, policy.OnUnreachable)];
        double[] least = [0.1, 0.2, 0.4, 0.8, 1, 1, 1, 1, 1, 1, 1, 1];
        Assert.All(seconds.Zip(least), pair => Assert.InRange(pair.First, pair.Second, pair.Second * 1.2));
        Assert.False(policy.IsLimited);
    }

    [Fact]
    public void A_node_that_asks_for_peace_is_left_alone_longer_each_time()
    {
        ReconnectPolicy policy = new(seed: 1);
        double[] seconds = [.. Delays(policy, 8, now => policy.OnLimited(null, now))];
        double[] least = [5, 10, 20, 40, 80, 90, 90, 90];
        Assert.All(seconds.Zip(least), pair => Assert.InRange(pair.First, pair.Second, pair.Second * 1.2));
        Assert.True(policy.IsLimited);
    }

    [Fact]
    public void A_longer_wait_that_it_asks_for_is_kept_and_a_shorter_one_is_not()
    {
        ReconnectPolicy policy = new(seed: 1);
        Assert.InRange(Next(policy, 0, now => policy.OnLimited(TimeSpan.FromMinutes(7), now)), 420, 421);
        Assert.InRange(Next(policy, 0, now => policy.OnLimited(TimeSpan.FromSeconds(1), now)), 10, 12);
        Assert.InRange(Next(policy, 0, now => policy.OnLimited(TimeSpan.FromSeconds(-5), now)), 20, 24);
        Assert.InRange(Next(policy, 0, now => policy.OnLimited(TimeSpan.MaxValue, now)), 86_400, 86_408);
    }

    [Fact]
    public void Closing_three_times_before_it_confirms_anything_is_asking_for_peace()
    {
        ReconnectPolicy policy = new(seed: 1);
        double[] seconds = [.. Delays(policy, 4, policy.OnUnserved)];
        Assert.InRange(seconds[0], 0.1, 0.12);
        Assert.InRange(seconds[1], 0.2, 0.24);
        Assert.InRange(seconds[2], 5, 6);
        Assert.InRange(seconds[3], 10, 12);
    }

    [Fact]
    public void Only_half_a_minute_of_health_makes_it_forget()
    {
        ReconnectPolicy policy = new(seed: 1);
        Next(policy, 0, now => policy.OnLimited(null, now));
        Assert.InRange(Next(policy, 0, now => policy.OnLost(29 * Second, now)), 10, 12);
        Assert.True(policy.IsLimited);
        Assert.InRange(Next(policy, 0, now => policy.OnLost(30 * Second, now)), 0.1, 0.12);
        Assert.False(policy.IsLimited);
        Assert.InRange(Next(policy, 0, now => policy.OnLimited(null, now)), 5, 6);
    }

    [Fact]
    public void A_node_that_drops_us_at_once_is_not_tried_ten_times_a_second()
    {
        ReconnectPolicy policy = new(seed: 1);
        double[] seconds = [.. Delays(policy, 6, now => policy.OnLost(4 * Second, now))];
        double[] least = [0.1, 0.2, 0.4, 0.8, 1, 1];
        Assert.All(seconds.Zip(least), pair => Assert.InRange(pair.First, pair.Second, pair.Second * 1.2));
        Assert.InRange(Next(policy, 0, now => policy.OnLost(5 * Second, now)), 0.1, 0.12);
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void However_troubles_mix_a_node_that_limits_us_sees_twelve_tries_in_ten_minutes_at_most(
        ulong seed
    )
    {
        SeededBits bits = new(seed);
        for (int round = 0; round < TestRounds.Of(200); round++)
        {
            ReconnectPolicy policy = new(bits.NextUInt64());
            long now = 0;
            List<long> counted = [];
            for (int i = 0; i < 200; i++)
            {
                now = Math.Max(now, policy.RetryAt);
                bool wasLimited = policy.IsLimited;
                policy.OnTry(now);
                long at = now;
                now += (long)(bits.NextUInt64() % (3 * Second));
                bool limits = (bits.NextUInt64() % 4) switch
                {
                    0 => Do(() => policy.OnUnreachable(now), counts: false),
                    1 => Do(() => policy.OnUnserved(now), counts: true),
                    2 => Do(
                        () => policy.OnLost((long)(bits.NextUInt64() % (40 * Second)), now),
                        counts: false
                    ),
                    _ => Do(() => policy.OnLimited(null, now), counts: true),
                };
                if (wasLimited || limits)
                {
                    counted.Add(at);
                    bool isFree = !wasLimited || counted.Count <= 12 || at - counted[^13] >= 600 * Second;
                    Assert.True(isFree, $"seed {seed}, round {round}, try {i}");
                }
            }
        }

        static bool Do(Action act, bool counts)
        {
            act();
            return counts;
        }
    }

    [Fact]
    public void Feeds_that_lost_the_same_node_come_back_at_different_times()
    {
        HashSet<double> firsts = [];
        for (ulong seed = 0; seed < 100; seed++)
        {
            ReconnectPolicy one = new(seed);
            ReconnectPolicy same = new(seed);
            double[] delays = [.. Delays(one, 5, now => one.OnLimited(null, now))];
            Assert.Equal(delays, Delays(same, 5, now => same.OnLimited(null, now)));
            firsts.Add(delays[0]);
        }

        Assert.Equal(100, firsts.Count);
        Assert.True(firsts.Max() - firsts.Min() > 0.9, "they use the whole of the span");
    }

    private static IEnumerable<double> Delays(ReconnectPolicy policy, int count, Action<long> fail)
    {
        long now = 0;
        for (int i = 0; i < count; i++)
        {
            double delay = Next(policy, now, fail);
            now = policy.RetryAt;
            yield return delay;
        }
    }

    private static double Next(ReconnectPolicy policy, long now, Action<long> fail)
    {
        policy.OnTry(now);
        fail(now);
        return (policy.RetryAt - now) / (double)Second;
    }
}
