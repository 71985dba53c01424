using System.Text.Json;
using FastArb.EvmMath;

namespace FastArb.Simulation.Internals;

/// <summary>
/// Which logs a client wants, as geth reads it: any of the addresses and, at each place, any of the topics;
/// a place that is open still asks for a topic to be there.
/// </summary>
internal sealed class LogFilter
{
    private const int TopicsMax = 4;

    private readonly HashSet<Address> _addresses = [];
    private readonly UInt256[]?[] _topics;

    /// <summary>Reads the members <c>address</c> and <c>topics</c>.</summary>
    public LogFilter(JsonElement filter, int addressesMax)
    {
        if (filter.TryGetProperty("address"u8, out JsonElement address))
        {
            ReadAddresses(address);
        }

        if (_addresses.Count > addressesMax)
        {
            throw RpcRefusal.Parameters("exceed max addresses");
        }

        _topics =
            filter.TryGetProperty("topics"u8, out JsonElement topics)
            && topics.ValueKind != JsonValueKind.Null
                ? [.. topics.EnumerateArray().Select(ReadPlace)]
                : [];
        if (_topics.Length > TopicsMax)
        {
            throw RpcRefusal.Parameters("exceed max topics");
        }
    }

    public bool Matches(SimulatedLog log)
    {
        if (_addresses.Count > 0 && !_addresses.Contains(log.Address))
        {
            return false;
        }

        if (_topics.Length > log.Topics.Length)
        {
            return false;
        }

        for (int i = 0; i < _topics.Length; i++)
        {
            if (_topics[i] is UInt256[] wanted && !wanted.AsSpan().Contains(log.Topics[i]))
            {
                return false;
            }
        }

        return true;
    }

    private void ReadAddresses(JsonElement address)
    {
        if (address.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement one in address.EnumerateArray())
            {
                _addresses.Add(RpcValue.Account(one));
            }
        }
        else if (address.ValueKind != JsonValueKind.Null)
        {
            _addresses.Add(RpcValue.Account(address));
        }
    }

    /// <summary>Null: any topic.</summary>
    private static UInt256[]? ReadPlace(JsonElement place)
    {
        if (place.ValueKind != JsonValueKind.Array)
        {
            return place.ValueKind == JsonValueKind.Null ? null : [RpcValue.Word(place)];
        }

        JsonElement[] alternatives = [.. place.EnumerateArray()];
        bool isOpen =
            alternatives.Length == 0 || alternatives.Any(one => one.ValueKind == JsonValueKind.Null);
        return isOpen ? null : [.. alternatives.Select(RpcValue.Word)];
    }
}
