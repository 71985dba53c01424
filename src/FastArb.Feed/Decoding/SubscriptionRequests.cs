using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using FastArb.Chain;
using FastArb.EvmMath;

namespace FastArb.Feed;

/// <summary>
/// The texts of what the feed asks a node for, as the watch rules say. Rules with the same topics share a
/// subscription; more addresses than a provider allows in one are spread over several.
/// </summary>
public sealed class SubscriptionRequests
{
    /// <summary>What the stricter providers allow in one filter.</summary>
    public const int AddressesMaxDefault = 500;

    private readonly ImmutableArray<LogFilter> _filters;
    private readonly LogFilter _union;

    /// <summary>Prepares the filters; at most so many addresses go into one.</summary>
    public SubscriptionRequests(WatchRules rules, int addressesMax = AddressesMaxDefault)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentOutOfRangeException.ThrowIfLessThan(addressesMax, 1);
        _filters = LogFilter.Of(rules, addressesMax);
        _union = LogFilter.Union(rules);
    }

    /// <summary>How many subscriptions to logs there are.</summary>
    public int LogsCount => _filters.Length;

    /// <summary><c>eth_chainId</c>.</summary>
    public static void WriteChainId(IBufferWriter<byte> output, long id)
    {
        using Utf8JsonWriter json = Start(output, id, "eth_chainId"u8);
        End(json);
    }

    /// <summary><c>eth_subscribe</c> to new heads.</summary>
    public static void WriteHeads(IBufferWriter<byte> output, long id)
    {
        using Utf8JsonWriter json = Start(output, id, "eth_subscribe"u8);
        json.WriteStringValue("newHeads"u8);
        End(json);
    }

    /// <summary><c>eth_subscribe</c> to the logs of one filter.</summary>
    public void WriteLogs(IBufferWriter<byte> output, long id, int filter)
    {
        using Utf8JsonWriter json = Start(output, id, "eth_subscribe"u8);
        json.WriteStringValue("logs"u8);
        json.WriteStartObject();
        _filters[filter].Write(json);
        json.WriteEndObject();
        End(json);
    }

    /// <summary>
    /// What a call asks, under its own id. A block's logs are asked for by one filter that takes whatever any
    /// rule wants, and perhaps more: the decoder drops the rest.
    /// </summary>
    public void WriteCall(IBufferWriter<byte> output, ChainCall call)
    {
        bool isHeader = call.Kind == ChainCallKind.HeaderByHash;
        ReadOnlySpan<byte> method = isHeader ? "eth_getBlockByHash"u8 : "eth_getLogs"u8;
        using Utf8JsonWriter json = Start(output, call.Id, method);
        if (isHeader)
        {
            LogFilter.WriteWord(json, call.BlockHash);
            json.WriteBooleanValue(false);
        }
        else
        {
            json.WriteStartObject();
            json.WritePropertyName("blockHash"u8);
            LogFilter.WriteWord(json, call.BlockHash);
            _union.Write(json);
            json.WriteEndObject();
        }

        End(json);
    }

    private static Utf8JsonWriter Start(IBufferWriter<byte> output, long id, ReadOnlySpan<byte> method)
    {
        Utf8JsonWriter json = new(output);
        json.WriteStartObject();
        json.WriteString("jsonrpc"u8, "2.0"u8);
        json.WriteNumber("id"u8, id);
        json.WriteString("method"u8, method);
        json.WriteStartArray("params"u8);
        return json;
    }

    private static void End(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
    }

    private sealed record LogFilter(ImmutableArray<Address> Addresses, ImmutableArray<UInt256>[] Topics)
    {
        // A provider counts topics as little as we do: only addresses are spread.
        public static ImmutableArray<LogFilter> Of(WatchRules rules, int addressesMax)
        {
            List<LogFilter> filters = [];
            foreach (
                IGrouping<string, WatchRule> group in rules.Rules.GroupBy(TopicsText, StringComparer.Ordinal)
            )
            {
                ImmutableArray<UInt256>[] topics = TopicsOf(group.First());
                if (group.Any(rule => rule.Addresses.IsEmpty))
                {
                    filters.Add(new LogFilter([], topics));
                    continue;
                }

                Address[] addresses = [.. group.SelectMany(rule => rule.Addresses).Distinct().Order()];
                filters.AddRange(
                    addresses.Chunk(addressesMax).Select(chunk => new LogFilter([.. chunk], topics))
                );
            }

            // One that takes everything makes the others needless.
            LogFilter? all = filters.Find(filter => filter.Addresses.IsEmpty && filter.Topics.Length == 0);
            return all is null ? [.. filters] : [all];
        }

        public static LogFilter Union(WatchRules rules)
        {
            bool anyAddress = rules.Rules.Any(rule => rule.Addresses.IsEmpty);
            bool anyTopic = rules.Rules.Any(rule => rule.Topic0.IsEmpty);
            ImmutableArray<UInt256> topics = [.. rules.Rules.SelectMany(rule => rule.Topic0).Distinct()];
            return new LogFilter(anyAddress ? [] : rules.Addresses, anyTopic ? [] : [topics]);
        }

        public static void WriteWord(Utf8JsonWriter json, UInt256 word)
        {
            Span<byte> text = stackalloc byte[2 + Hex.WordDigits];
            Span<byte> bytes = stackalloc byte[Hex.WordDigits / 2];
            "0x"u8.CopyTo(text);
            word.WriteBigEndian(bytes);
            Hex.Encode(bytes, text[2..]);
            json.WriteStringValue(text);
        }

        public void Write(Utf8JsonWriter json)
        {
            if (!Addresses.IsEmpty)
            {
                json.WriteStartArray("address"u8);
                Span<byte> text = stackalloc byte[2 + Hex.AddressDigits];
                Span<byte> bytes = stackalloc byte[Address.ByteCount];
                "0x"u8.CopyTo(text);
                foreach (Address address in Addresses)
                {
                    address.Write(bytes);
                    Hex.Encode(bytes, text[2..]);
                    json.WriteStringValue(text);
                }

                json.WriteEndArray();
            }

            if (Topics.Length == 0)
            {
                return;
            }

            json.WriteStartArray("topics"u8);
            foreach (ImmutableArray<UInt256> place in Topics)
            {
                WritePlace(json, place);
            }

            json.WriteEndArray();
        }

        private static void WritePlace(Utf8JsonWriter json, ImmutableArray<UInt256> place)
        {
            if (place.IsEmpty)
            {
                json.WriteNullValue();
                return;
            }

            json.WriteStartArray();
            foreach (UInt256 topic in place)
            {
                WriteWord(json, topic);
            }

            json.WriteEndArray();
        }

        // Up to the last place that is not open to anything: a null at the end would ask for more topics.
        private static ImmutableArray<UInt256>[] TopicsOf(WatchRule rule)
        {
            ImmutableArray<UInt256>[] topics = [rule.Topic0, rule.Topic1, rule.Topic2];
            int used = Array.FindLastIndex(topics, place => !place.IsEmpty) + 1;
            return topics[..used];
        }

        private static string TopicsText(WatchRule rule) =>
            string.Join(
                '/',
                TopicsOf(rule)
                    .Select(place => string.Join(',', place.Order().Select(topic => topic.ToString())))
            );
    }
}
