using System.Numerics;
using System.Runtime.InteropServices;
using FastArb.EvmMath;

namespace FastArb.Chain;

// Runs on the reader's thread, once per log; allocates nothing, does not throw; 5 to 20 ns.
public sealed partial class WatchRules
{
    // Open addressing, at most half full: an address, or nothing.
    private int[] _slots = [];
    private int _mask;

    // The rules to try for each address, in order; the last list is for addresses that no rule names.
    private Candidate[][] _candidates = [];

    /// <summary>The first rule that wants a log of this address with these topics.</summary>
    public bool TryMatch(in Address address, ReadOnlySpan<UInt256> topics, out WatchMatch match)
    {
        int source = Find(address);
        Candidate[] candidates = _candidates[source < 0 ? _candidates.Length - 1 : source];
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

    private int Find(in Address address)
    {
        int[] slots = _slots;
        int at = address.GetHashCode() & _mask;
        while (slots[at] >= 0)
        {
            if (Addresses[slots[at]].Equals(address))
            {
                return slots[at];
            }

            at = (at + 1) & _mask;
        }

        return -1;
    }

    private void Index()
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, 2 * Addresses.Length));
        _slots = new int[size];
        _mask = size - 1;
        Array.Fill(_slots, -1);
        _candidates = new Candidate[Addresses.Length + 1][];
        for (int i = 0; i < Addresses.Length; i++)
        {
            int at = Addresses[i].GetHashCode() & _mask;
            while (_slots[at] >= 0)
            {
                at = (at + 1) & _mask;
            }

            _slots[at] = i;
        }

        List<Candidate>[] lists = [.. _candidates.Select(_ => new List<Candidate>())];
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

                continue;
            }

            foreach (Address address in rule.Addresses.Distinct())
            {
                lists[Addresses.AsSpan().BinarySearch(address)].Add(candidate);
            }
        }

        _candidates = [.. lists.Select(list => list.ToArray())];
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Candidate(
        ushort Rule,
        bool NamesAddress,
        UInt256[] Topic0,
        UInt256[] Topic1,
        UInt256[] Topic2
    );
}
