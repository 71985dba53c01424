using FastArb.Chain;
using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.Chain;

public sealed class WatchRules_Match
{
    [Fact]
    public void The_first_rule_that_wants_a_log_gets_it()
    {
        Address pool = AddressOf(1);
        WatchRules rules = new([
            new WatchRule("pool") { Addresses = [pool], Topic0 = [5, 6] },
            new WatchRule("topic") { Topic0 = [7, 6] },
            new WatchRule("pool again") { Addresses = [AddressOf(9), pool] },
        ]);
        Assert.Equal([pool, AddressOf(9)], rules.Addresses);
        Assert.Equal(new WatchMatch(0, 1, 0), Match(rules, pool, 6));
        Assert.Equal(new WatchMatch(1, 0, ChainEvent.AnySource), Match(rules, pool, 7));
        Assert.Equal(new WatchMatch(2, ChainEvent.AnyTopic, 0), Match(rules, pool, 8));
        Assert.Equal(new WatchMatch(2, ChainEvent.AnyTopic, 0), Match(rules, pool));
        Assert.Equal(new WatchMatch(1, 1, ChainEvent.AnySource), Match(rules, AddressOf(2), 6));
        Assert.Null(Match(rules, AddressOf(2), 5));
        Assert.Null(Match(rules, AddressOf(2)));
    }

    [Fact]
    public void Each_place_of_a_topic_is_asked()
    {
        WatchRules rules = new([
            new WatchRule("places")
            {
                Topic0 = [1],
                Topic1 = [2, 3],
                Topic2 = [4],
            },
        ]);
        Assert.NotNull(Match(rules, AddressOf(1), 1, 2, 4));
        Assert.NotNull(Match(rules, AddressOf(1), 1, 3, 4, 9));
        Assert.Null(Match(rules, AddressOf(1), 1, 4, 4));
        Assert.Null(Match(rules, AddressOf(1), 1, 2, 5));
        Assert.Null(Match(rules, AddressOf(1), 1, 2));
        Assert.Null(Match(rules, AddressOf(1), 2, 2, 4));
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Matching_is_what_trying_each_rule_in_turn_gives(ulong seed)
    {
        SeededBits bits = new(seed);
        int Draw(int below) => (int)(bits.NextUInt64() % (ulong)below);
        UInt256[] Topics(int most) =>
            [.. Enumerable.Range(0, Draw(most + 1)).Select(_ => (UInt256)(ulong)Draw(5))];
        for (int round = 0; round < TestRounds.Of(300); round++)
        {
            WatchRules rules = new([
                .. Enumerable
                    .Range(0, 1 + Draw(6))
                    .Select(i => new WatchRule($"rule {i}")
                    {
                        Addresses = [.. Enumerable.Range(0, Draw(40)).Select(_ => AddressOf(Draw(60)))],
                        Topic0 = [.. Topics(3)],
                        Topic1 = [.. Topics(2)],
                        Topic2 = [.. Topics(1)],
                    }),
            ]);
            for (int i = 0; i < 200; i++)
            {
                Address address = AddressOf(Draw(70));
                UInt256[] topics = Topics(4);
                Assert.Equal(Plainly(rules, address, topics), Match(rules, address, topics));
            }
        }
    }

    [Fact]
    public void Addresses_that_meet_in_one_place_are_still_told_apart()
    {
        // The hash of an address is public, so that somebody may mine many with the same low bits.
        Address[] all = [.. Enumerable.Range(0, 100_000).Select(AddressOf)];
        Address[] same =
        [
            .. all.GroupBy(address => address.GetHashCode() & 1023).MaxBy(group => group.Count())!,
        ];
        WatchRules rules = new([new WatchRule("same") { Addresses = [.. same] }]);
        Assert.All(all, address => Assert.Equal(same.Contains(address), Match(rules, address) is not null));
        Assert.All(
            same,
            address => Assert.Equal(address, rules.Addresses[Match(rules, address)!.Value.Source])
        );
    }

    [Fact]
    public void What_does_not_fit_its_field_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new WatchRules([]));
        WatchRule[] many =
        [
            .. Enumerable.Range(0, WatchRules.RulesMax + 1).Select(i => new WatchRule($"{i}")),
        ];
        Assert.Throws<ArgumentException>(() => new WatchRules(many));
        Assert.Throws<ArgumentException>(() => new WatchRules([new WatchRule("a"), new WatchRule("a")]));
        UInt256[] topics = [.. Enumerable.Range(0, WatchRules.TopicsMax + 1).Select(i => (UInt256)(ulong)i)];
        Assert.Throws<ArgumentException>(() => new WatchRules([new WatchRule("a") { Topic0 = [.. topics] }]));
        WatchRules most = new([new WatchRule("a") { Topic0 = [.. topics[..^1]] }]);
        Assert.Equal(WatchRules.TopicsMax - 1, Match(most, AddressOf(0), topics[^2])!.Value.TopicIndex);
    }

    [Fact]
    [Trait("gate", "allocation")]
    public void Matching_allocates_nothing()
    {
        WatchRules rules = new([new WatchRule("pool") { Addresses = [AddressOf(1)], Topic0 = [5, 6] }]);
        UInt256[] topics = [6];
        Address[] addresses = [AddressOf(1), AddressOf(2)];
        long allocated = AllocatedBytes.Least(() =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                rules.TryMatch(in addresses[i & 1], topics, out _);
            }
        });
        Assert.Equal(0, allocated);
    }

    private static WatchMatch? Match(WatchRules rules, Address address, params UInt256[] topics) =>
        rules.TryMatch(in address, topics, out WatchMatch match) ? match : null;

    private static WatchMatch? Plainly(WatchRules rules, Address address, UInt256[] topics)
    {
        for (int r = 0; r < rules.Rules.Length; r++)
        {
            WatchRule rule = rules.Rules[r];
            bool wants =
                (rule.Addresses.IsEmpty || rule.Addresses.Contains(address))
                && (rule.Topic0.IsEmpty || (topics.Length > 0 && rule.Topic0.Contains(topics[0])))
                && (rule.Topic1.IsEmpty || (topics.Length > 1 && rule.Topic1.Contains(topics[1])))
                && (rule.Topic2.IsEmpty || (topics.Length > 2 && rule.Topic2.Contains(topics[2])));
            if (wants)
            {
                return new WatchMatch(
                    (ushort)r,
                    rule.Topic0.IsEmpty ? ChainEvent.AnyTopic : (byte)rule.Topic0.IndexOf(topics[0]),
                    rule.Addresses.IsEmpty ? ChainEvent.AnySource : rules.Addresses.IndexOf(address)
                );
            }
        }

        return null;
    }

    private static Address AddressOf(int number) =>
        Address.FromLowBits((UInt256)(ulong)number * 0x1_0000_0001 + ((UInt256)(ulong)number << 130));
}
