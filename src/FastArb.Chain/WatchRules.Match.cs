using System.Numerics;
using System.Runtime.InteropServices;
using FastArb.EvmMath;

namespace FastArb.Chain;

// Runs on the reader's thread, once per log; allocates nothing, does not throw; one probe and a few compares.
public sealed partial class WatchRules
{
    // Open addressing, at most half full: addresses and their rules side by side, so that a look-up
    // touches one
    // line. Where the rules are missing the place is empty.
    private Entry[] _entries = [];
    private int _mask;

    // The rules to try for addresses that no rule names.
    private Candidate[] _others = [];

    /// <summary>The first rule that wants a log of this address with these topics.</summary>
    public bool TryMatch(in Address address, ReadOnlySpan<UInt256> topics, out WatchMatch match)
    {
        Candidate[] candidates = Find(in address, out int source);
        foreach (ref readonly Candidate candidate in candidates.AsSpan())
        {
            byte topicIndex = ChainEvent.AnyTopic;
            if (candidate.Topic0.Length != 0)
            {
                int found = topics.IsEmpty ? -1 : IndexOf(candidate.Topic0, topics[0]);
                if (found < 0)
                {
                    continue;
                }

                topicIndex = (byte)found;
            }

            if (Wants(candidate.Topic1, topics, 1) && Wants(candidate.Topic2, topics, 2))
            {
                match = new WatchMatch(
                    candidate.Rule,
                    topicIndex,
                    candidate.NamesAddress ? source : ChainEvent.AnySource
                );
                return true;
            }
        }

        match = default;
        return false;
    }

    private static bool Wants(UInt256[] wanted, ReadOnlySpan<UInt256> topics, int place) =>
        wanted.Length == 0 || (topics.Length > place && IndexOf(wanted, topics[place]) >= 0);

    // A handful of topics: a loop over their lowest limbs finds one sooner than a table.
    private static int IndexOf(UInt256[] wanted, in UInt256 topic)
    {
        for (int i = 0; i < wanted.Length; i++)
        {
            if (wanted[i] == topic)
            {
                return i;
            }
        }

        return -1;
    }

    private Candidate[] Find(in Address address, out int source)
    {
        Entry[] entries = _entries;
        int at = address.GetHashCode() & _mask;
        while (true)
        {
            ref readonly Entry entry = ref entries[at];
            if (entry.Candidates is null)
            {
                source = ChainEvent.AnySource;
                return _others;
            }

            if (entry.Address.Equals(address))
            {
                source = entry.Source;
                return entry.Candidates;
            }

            at = (at + 1) & _mask;
        }
    }

    private void Index()
    {
        List<Candidate>[] lists = [.. Addresses.Select(_ => new List<Candidate>())];
        List<Candidate> others = [];
        for (int r = 0; r < Rules.Length; r++)
        {
            WatchRule rule = Rules[r];
            Candidate candidate = new(
                (ushort)r,
                !rule.Addresses.IsEmpty,
                [.. rule.Topic0],
                [.. rule.Topic1],
                [.. rule.Topic2]
            );
            if (rule.Addresses.IsEmpty)
            {
                foreach (List<Candidate> list in lists)
                {
                    list.Add(candidate);
                }

                others.Add(candidate);
                continue;
            }

            foreach (Address address in rule.Addresses.Distinct())
            {
                lists[Addresses.AsSpan().BinarySearch(address)].Add(candidate);
            }
        }

        _others = [.. others];
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, 2 * Addresses.Length));
        _entries = new Entry[size];
        _mask = size - 1;
        for (int i = 0; i < Addresses.Length; i++)
        {
            int at = Addresses[i].GetHashCode() & _mask;
            while (_entries[at].Candidates is not null)
            {
                at = (at + 1) & _mask;
            }

            _entries[at] = new Entry(Addresses[i], i, [.. lists[i]]);
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Entry(Address Address, int Source, Candidate[]? Candidates);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Candidate(
        ushort Rule,
        bool NamesAddress,
        UInt256[] Topic0,
        UInt256[] Topic1,
        UInt256[] Topic2
    );
}
