using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

/// <summary>
/// The texts of what the feed asks a node for, as the watch rules say. Rules that name addresses share one
/// subscription, since a node keeps the order of logs within one and not between two. Where that would be
/// more addresses than a provider allows, it takes those topics of any address, and the decoder drops the
/// rest; only logs of any topic are then spread over several.
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
        using Utf8JsonWriter json = RpcRequest.Begin(output, id, RpcMethod.ChainId);
        RpcRequest.End(json);
    }

    /// <summary><c>eth_subscribe</c> to new heads.</summary>
    public static void WriteHeads(IBufferWriter<byte> output, long id)
    {
        using Utf8JsonWriter json = RpcRequest.Begin(output, id, RpcMethod.Subscribe);
        json.WriteStringValue("newHeads"u8);
        RpcRequest.End(json);
    }

    /// <summary>
    /// <c>eth_getBlockByNumber</c> of a name: <c>latest</c>, <c>safe</c>, <c>finalized</c>.
    /// </summary>
    public static void WriteHeader(IBufferWriter<byte> output, long id, string blockName)
    {
        using Utf8JsonWriter json = RpcRequest.Begin(output, id, RpcMethod.BlockByNumber);
        json.WriteStringValue(blockName);
        json.WriteBooleanValue(false);
        RpcRequest.End(json);
    }

    /// <summary><c>eth_subscribe</c> to the logs of one filter.</summary>
    public void WriteLogs(IBufferWriter<byte> output, long id, int filter)
    {
        using Utf8JsonWriter json = RpcRequest.Begin(output, id, RpcMethod.Subscribe);
        json.WriteStringValue("logs"u8);
        json.WriteStartObject();
        _filters[filter].Write(json);
        json.WriteEndObject();
        RpcRequest.End(json);
    }

    /// <summary>
    /// <c>eth_getLogs</c> of a range of blocks, both ends included, for whatever any rule wants.
    /// </summary>
    public void WriteLogsOfRange(IBufferWriter<byte> output, long id, long first, long last)
    {
        using Utf8JsonWriter json = RpcRequest.Begin(output, id, RpcMethod.Logs);
        json.WriteStartObject();
        json.WritePropertyName("fromBlock"u8);
        RpcRequest.WriteQuantity(json, first);
        json.WritePropertyName("toBlock"u8);
        RpcRequest.WriteQuantity(json, last);
        _union.Write(json);
        json.WriteEndObject();
        RpcRequest.End(json);
    }

    /// <summary>
    /// What a call asks, under its own id. A block's logs are asked for by one filter that takes whatever any
    /// rule wants, and perhaps more: the decoder drops the rest.
    /// </summary>
    public void WriteCall(IBufferWriter<byte> output, ChainCall call)
    {
        using Utf8JsonWriter json = RpcRequest.Begin(output, call.Id, MethodOf(call.Kind));
        switch (call.Kind)
        {
            case ChainCallKind.HeaderByHash:
                RpcRequest.WriteWord(json, call.BlockHash);
                json.WriteBooleanValue(false);
                break;
            case ChainCallKind.HeaderByNumber:
                RpcRequest.WriteQuantity(json, call.BlockNumber);
                json.WriteBooleanValue(false);
                break;
            case ChainCallKind.HeaderLatest:
                json.WriteStringValue("latest"u8);
                json.WriteBooleanValue(false);
                break;
            case ChainCallKind.Contract when call.Question is { } question:
                RpcRequest.WriteContractCall(json, question);
                break;
            case ChainCallKind.Contract:
                throw new ArgumentException("a call of a contract without its question", nameof(call));
            default:
                json.WriteStartObject();
                json.WritePropertyName("blockHash"u8);
                RpcRequest.WriteWord(json, call.BlockHash);
                if (call.Kind == ChainCallKind.LogsByHash)
                {
                    _union.Write(json);
                }

                json.WriteEndObject();
                break;
        }

        RpcRequest.End(json);
    }

    /// <summary>
    /// Several calls in one message; a single one as it is, since not every node takes batches.
    /// </summary>
    public void WriteCalls(IBufferWriter<byte> output, ReadOnlySpan<ChainCall> calls)
    {
        if (calls.Length == 1)
        {
            WriteCall(output, calls[0]);
            return;
        }

        for (int i = 0; i < calls.Length; i++)
        {
            output.Write(i == 0 ? "["u8 : ","u8);
            WriteCall(output, calls[i]);
        }

        output.Write(calls.IsEmpty ? "[]"u8 : "]"u8);
    }

    private static RpcMethod MethodOf(ChainCallKind kind) =>
        kind switch
        {
            ChainCallKind.HeaderByHash => RpcMethod.BlockByHash,
            ChainCallKind.HeaderByNumber or ChainCallKind.HeaderLatest => RpcMethod.BlockByNumber,
            ChainCallKind.LogsByHash or ChainCallKind.AllLogsByHash => RpcMethod.Logs,
            ChainCallKind.Contract => RpcMethod.Call,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such question"),
        };

    private sealed record LogFilter(ImmutableArray<Address> Addresses, ImmutableArray<UInt256>[] Topics)
    {
        // A provider counts topics as little as we do: only addresses are too many.
        public static ImmutableArray<LogFilter> Of(WatchRules rules, int addressesMax)
        {
            List<LogFilter> filters = [];
            WatchRule[] named = [.. rules.Rules.Where(rule => !rule.Addresses.IsEmpty)];
            if (named.Length > 0)
            {
                filters.AddRange(OfNamed(named, addressesMax));
            }

            foreach (
                IGrouping<string, WatchRule> group in rules
                    .Rules.Where(rule => rule.Addresses.IsEmpty)
                    .GroupBy(TopicsText, StringComparer.Ordinal)
            )
            {
                filters.Add(new LogFilter([], TopicsOf(group.First())));
            }

            // One that takes everything makes the others needless.
            LogFilter? all = filters.Find(filter => filter.Addresses.IsEmpty && filter.Topics.Length == 0);
            return all is null ? [.. filters] : [all];
        }

        private static IEnumerable<LogFilter> OfNamed(WatchRule[] rules, int addressesMax)
        {
            if (rules.Length == 1 && rules[0].Addresses.Length <= addressesMax)
            {
                return [new LogFilter(rules[0].Addresses, TopicsOf(rules[0]))];
            }

            LogFilter union = Union(new WatchRules(rules));
            if (union.Addresses.Length <= addressesMax)
            {
                return [union];
            }

            return union.Topics.Length > 0
                ? [union with { Addresses = [] }]
                : union.Addresses.Chunk(addressesMax).Select(chunk => new LogFilter([.. chunk], []));
        }

        public static LogFilter Union(WatchRules rules)
        {
            bool anyAddress = rules.Rules.Any(rule => rule.Addresses.IsEmpty);
            bool anyTopic = rules.Rules.Any(rule => rule.Topic0.IsEmpty);
            ImmutableArray<UInt256> topics = [.. rules.Rules.SelectMany(rule => rule.Topic0).Distinct()];
            return new LogFilter(anyAddress ? [] : rules.Addresses, anyTopic ? [] : [topics]);
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
                RpcRequest.WriteWord(json, topic);
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
