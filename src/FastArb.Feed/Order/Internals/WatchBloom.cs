using FastArb.Chain;
using FastArb.EvmMath;

namespace FastArb.Feed.Internals;

// Runs on the reader's thread; allocates at construction only; bit tests per log, and per address at a seal.
/// <summary>
/// What bloom filters say of the watch rules: the bits of each address and topic, hashed once.
/// </summary>
internal sealed class WatchBloom
{
    /// <summary>
    /// A filter that may lie by chance oftener than once in so many blocks is not asked about lacking logs.
    /// </summary>
    private const long AccidentsPerBlockMin = 64;

    private readonly BloomBits[] _addresses;
    private readonly BloomBits[][][] _topics;
    private readonly int[][] _addressesOfRule;

    // Per address: the number of the look that last saw a log of it.
    private readonly long[] _seen;
    private long _look;

    public WatchBloom(WatchRules rules)
    {
        Span<byte> bytes = stackalloc byte[Address.ByteCount];
        _addresses = new BloomBits[rules.Addresses.Length];
        _seen = new long[rules.Addresses.Length];
        for (int i = 0; i < _addresses.Length; i++)
        {
            rules.Addresses[i].Write(bytes);
            _addresses[i] = LogsBloom.BitsOf(bytes);
        }

        WantsAll = rules.Rules.Any(rule =>
            rule.Addresses.IsEmpty && rule.Topic0.IsEmpty && rule.Topic1.IsEmpty && rule.Topic2.IsEmpty
        );
        _topics =
        [
            .. rules.Rules.Select(rule =>
                (BloomBits[][])[BitsOf(rule.Topic0), BitsOf(rule.Topic1), BitsOf(rule.Topic2)]
            ),
        ];
        _addressesOfRule =
        [
            .. rules.Rules.Select(rule =>
                rule.Addresses.Distinct()
                    .Select(address => rules.Addresses.AsSpan().BinarySearch(address))
                    .ToArray()
            ),
        ];
    }

    /// <summary>Whether a rule takes every log.</summary>
    public bool WantsAll { get; }

    /// <summary>
    /// Adds a log's address and topics to a filter: 300 ns each. A log's further parts have none.
    /// </summary>
    public void AddTo(ref LogsBloom bloom, ref readonly ChainEvent log)
    {
        if (log.Part != 0)
        {
            return;
        }

        Span<byte> bytes = stackalloc byte[Keccak256.HashByteCount];
        Address.FromLowBits(log.Words[0]).Write(bytes);
        bloom.Add(LogsBloom.BitsOf(bytes[..Address.ByteCount]));
        if (log.TopicIndex != ChainEvent.AnyTopic)
        {
            bloom.Add(_topics[log.Rule][0][log.TopicIndex]);
        }

        for (int topic = 1; topic <= log.TopicCount; topic++)
        {
            log.Words[topic].WriteBigEndian(bytes);
            bloom.Add(LogsBloom.BitsOf(bytes));
        }
    }

    /// <summary>
    /// Whether the filter holds the log's address and topic 0, as far as their bits are at hand.
    /// </summary>
    public bool Holds(ref readonly LogsBloom bloom, ref readonly ChainEvent log) =>
        (log.Source < 0 || bloom.Holds(_addresses[log.Source]))
        && (log.TopicIndex == ChainEvent.AnyTopic || bloom.Holds(_topics[log.Rule][0][log.TopicIndex]));

    /// <summary>The same, and the address is hashed where no rule names it: 300 ns.</summary>
    public bool HoldsByHash(ref readonly LogsBloom bloom, ref readonly ChainEvent log)
    {
        Span<byte> bytes = stackalloc byte[Address.ByteCount];
        Address.FromLowBits(log.Words[0]).Write(bytes);
        return bloom.Holds(LogsBloom.BitsOf(bytes)) && Holds(in bloom, in log);
    }

    /// <summary>Whether the filter holds nothing that any rule could want.</summary>
    public bool Excludes(ref readonly LogsBloom bloom)
    {
        if (bloom.PopulationCount() == 0)
        {
            return true;
        }

        for (int rule = 0; rule < _topics.Length; rule++)
        {
            if (!TopicsMayBe(in bloom, rule))
            {
                continue;
            }

            if (_addressesOfRule[rule].Length == 0 || AnyAddress(in bloom, rule, unseenOnly: false))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Begins a look at a block's logs: no address has been seen.</summary>
    public void Look() => _look++;

    /// <summary>A log of the block that is looked at.</summary>
    public bool See(int source)
    {
        bool isNew = source >= 0 && _seen[source] != _look;
        if (isNew)
        {
            _seen[source] = _look;
        }

        return isNew;
    }

    /// <summary>
    /// Whether the filter speaks of an address without a log, and that is unlikely to be chance. With p of
    /// 2,048 bits set, a foreign address passes with (p / 2,048)^3; that times the addresses without a log
    /// must be below 1 in 64.
    /// </summary>
    public bool Lacks(ref readonly LogsBloom bloom, int addressesSeen)
    {
        long set = bloom.PopulationCount();
        long absent = _addresses.Length - addressesSeen;
        if (absent == 0 || (Int128)(set * set * set) * absent * AccidentsPerBlockMin > 1L << 33)
        {
            return false;
        }

        for (int rule = 0; rule < _topics.Length; rule++)
        {
            if (TopicsMayBe(in bloom, rule) && AnyAddress(in bloom, rule, unseenOnly: true))
            {
                return true;
            }
        }

        return false;
    }

    private bool TopicsMayBe(ref readonly LogsBloom bloom, int rule)
    {
        foreach (BloomBits[] place in _topics[rule])
        {
            bool any = place.Length == 0;
            for (int i = 0; i < place.Length && !any; i++)
            {
                any = bloom.Holds(place[i]);
            }

            if (!any)
            {
                return false;
            }
        }

        return true;
    }

    private bool AnyAddress(ref readonly LogsBloom bloom, int rule, bool unseenOnly)
    {
        foreach (int address in _addressesOfRule[rule])
        {
            if (bloom.Holds(_addresses[address]) && !(unseenOnly && _seen[address] == _look))
            {
                return true;
            }
        }

        return false;
    }

    private static BloomBits[] BitsOf(IEnumerable<UInt256> topics)
    {
        byte[] bytes = new byte[Keccak256.HashByteCount];
        List<BloomBits> bits = [];
        foreach (UInt256 topic in topics)
        {
            topic.WriteBigEndian(bytes);
            bits.Add(LogsBloom.BitsOf(bytes));
        }

        return [.. bits];
    }
}
