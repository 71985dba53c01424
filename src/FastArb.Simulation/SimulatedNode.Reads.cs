using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using FastArb.EvmMath;
using FastArb.Simulation.Internals;

namespace FastArb.Simulation;

/// <content>The methods that read the chain.</content>
public sealed partial class SimulatedNode
{
    private void WriteBlock(SimulatedBlock? block, JsonElement parameters)
    {
        bool full = OptionalParameter(parameters, 1)?.GetBoolean() ?? false;
        if (block is null)
        {
            _result.Raw("null"u8);
        }
        else if (_draws.Hits(_faults, FaultKind.LieHeader))
        {
            BlockText.WriteBlock(_result, block, Altered(block.Header), full);
        }
        else
        {
            block.WriteBlock(_result, full);
        }
    }

    private void WriteLogs(JsonElement query)
    {
        LogFilter filter = new(query, _limits.AddressesMax);
        List<byte[]> logs = [];
        if (query.TryGetProperty("blockHash"u8, out JsonElement hash) && hash.ValueKind != JsonValueKind.Null)
        {
            if (query.TryGetProperty("fromBlock"u8, out _) || query.TryGetProperty("toBlock"u8, out _))
            {
                throw RpcRefusal.Parameters(
                    "cannot specify both BlockHash and FromBlock/ToBlock, choose one or the other"
                );
            }

            if (Find(RpcValue.Word(hash)) is SimulatedBlock block)
            {
                AddLogs(logs, block, filter);
            }
            else if (!Lags)
            {
                // A backend that lags gives an empty answer instead, which is the fault.
                throw new RpcRefusal(RpcRefusal.ServerError, "unknown block");
            }
        }
        else
        {
            AddRange(logs, query, filter);
        }

        for (int i = 0; i < logs.Count; i++)
        {
            _result.Raw(i == 0 ? "["u8 : ","u8).Raw(logs[i]);
        }

        _result.Raw(logs.Count == 0 ? "[]"u8 : "]"u8);
    }

    private void AddRange(List<byte[]> logs, JsonElement query, LogFilter filter)
    {
        long from = BorderOf(query, "fromBlock");
        long to = BorderOf(query, "toBlock");
        if (from > to)
        {
            throw RpcRefusal.Parameters("invalid block range params");
        }

        if (to - from >= _limits.RangeBlocksMax)
        {
            throw new RpcRefusal(
                RpcRefusal.ServerError,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"exceed maximum block range: {_limits.RangeBlocksMax}"
                )
            );
        }

        long first = Math.Max(from, Chain.First.Number);
        for (long number = first; number <= Math.Min(to, _view.Number); number++)
        {
            int before = logs.Count;
            AddLogs(logs, Chain.At(number)!, filter);
            if (logs.Count > _limits.LogsMax)
            {
                throw TooMany(from, before == 0 ? number : number - 1);
            }
        }
    }

    private RpcRefusal TooMany(long from, long to) =>
        new(
            RpcRefusal.LimitExceeded,
            string.Create(
                CultureInfo.InvariantCulture,
                $"query returned more than {_limits.LogsMax} results. "
                    + $"Try with this block range [0x{from:x}, 0x{to:x}]."
            )
        );

    private long BorderOf(JsonElement query, string name) =>
        query.TryGetProperty(name, out JsonElement border) && border.ValueKind != JsonValueKind.Null
            ? NumberOfTag(border) ?? long.MaxValue
            : _view.Number;

    private void AddLogs(List<byte[]> logs, SimulatedBlock block, LogFilter filter)
    {
        int first = logs.Count;
        for (int i = 0; i < block.Logs.Length; i++)
        {
            if (filter.Matches(block.Logs[i]))
            {
                logs.Add(block.LogText(i));
            }
        }

        if (logs.Count > first && _draws.Hits(_faults, FaultKind.LieLogs))
        {
            LieAbout(logs, first, block, filter);
        }
    }

    // One is left out, is another's, has other data, or is made up.
    private void LieAbout(List<byte[]> logs, int first, SimulatedBlock block, LogFilter filter)
    {
        int place = first + _draws.Below(_faults, FaultKind.LieLogs, logs.Count - first);
        int index = Enumerable
            .Range(0, block.Logs.Length)
            .Where(i => filter.Matches(block.Logs[i]))
            .ElementAt(place - first);
        SimulatedLog log = block.Logs[index];
        switch (_draws.Below(_faults, FaultKind.LieLogs, 4))
        {
            case 0:
                logs.RemoveAt(place);
                break;
            case 1:
                Address other = Address.FromLowBits(log.Address.ToWord() ^ UInt256.One);
                logs[place] = TextOf(block, log with { Address = other }, index);
                break;
            case 2:
                logs[place] = TextOf(block, WithOtherData(log), index);
                break;
            default:
                logs.Add(TextOf(block, WithOtherData(log), block.Logs.Length));
                break;
        }
    }

    // Drawn, so that no two lies are alike: who is told the same twice cannot know better.
    private SimulatedLog WithOtherData(SimulatedLog log)
    {
        byte[] data = new byte[Math.Max(sizeof(ulong), log.Data.Length)];
        log.Data.CopyTo(data);
        BinaryPrimitives.WriteUInt64BigEndian(
            data.AsSpan(data.Length - sizeof(ulong)),
            _draws.Next(_faults, FaultKind.LieLogs)
        );
        return log with { Data = data };
    }

    private static byte[] TextOf(SimulatedBlock block, SimulatedLog log, int index)
    {
        JsonText text = new();
        BlockText.WriteLog(text, block, log, index);
        return text.ToArray();
    }

    private SimulatedHeader Altered(SimulatedHeader header)
    {
        UInt256 other = new(_draws.Next(_faults, FaultKind.LieHeader));
        switch (_draws.Below(_faults, FaultKind.LieHeader, 6))
        {
            case 0:
                return header with { ParentHash = header.ParentHash ^ other };
            case 1:
                return header with { StateRoot = header.StateRoot ^ other };
            case 2:
                return header with { ReceiptsRoot = header.ReceiptsRoot ^ other };
            case 3:
                return header with { Timestamp = header.Timestamp + 1 };
            case 4:
                return header with { GasUsed = header.GasUsed ^ 1 };
            default:
                byte[] bloom = header.LogsBloom.ToArray();
                bloom[_draws.Below(_faults, FaultKind.LieHeader, bloom.Length)] ^= 1;
                return header with { LogsBloom = bloom };
        }
    }

    private void WriteReceipt(UInt256 transaction)
    {
        if (
            Chain.TryFindTransaction(transaction, out SimulatedBlock block, out int index)
            && block.Number <= _view.Number
        )
        {
            BlockText.WriteReceipt(_result, block, index);
        }
        else
        {
            _result.Raw("null"u8);
        }
    }

    private void WriteFeeHistory(JsonElement parameters)
    {
        JsonElement asked = Parameter(parameters, 0);
        ulong count = asked.ValueKind == JsonValueKind.Number ? asked.GetUInt64() : RpcValue.Quantity(asked);
        SimulatedBlock newest =
            BlockOfTag(Parameter(parameters, 1)) is SimulatedBlock named && Chain.Holds(named)
                ? named
                : throw new RpcRefusal(RpcRefusal.ServerError, "request beyond head block");
        int rewards = OptionalParameter(parameters, 2) is { ValueKind: JsonValueKind.Array } percentiles
            ? percentiles.GetArrayLength()
            : 0;
        if (rewards > _limits.PercentilesMax)
        {
            throw RpcRefusal.Parameters("too many percentiles");
        }

        long blocks = (long)
            Math.Min(Math.Min(count, FeeHistoryMax), (ulong)(newest.Number - Chain.First.Number + 1));
        SimulatedHeader[] headers =
        [
            .. Enumerable.Range(0, (int)blocks).Select(i => Chain.At(newest.Number - blocks + 1 + i)!.Header),
        ];
        _result.Raw("{\"oldestBlock\":"u8).Quantity((ulong)(newest.Number - blocks + 1));
        if (rewards > 0)
        {
            WriteList(",\"reward\":["u8, headers.Length, _ => WriteRewards(rewards));
        }

        WriteList(
            ",\"baseFeePerGas\":["u8,
            headers.Length + 1,
            i =>
                _result.Quantity(
                    i < headers.Length ? headers[i].BaseFeePerGas ?? 0 : newest.Header.NextBaseFee()
                )
        );
        WriteList(
            ",\"gasUsedRatio\":["u8,
            headers.Length,
            i =>
                _result.Raw(
                    ((double)headers[i].GasUsed / headers[i].GasLimit).ToString(
                        "R",
                        CultureInfo.InvariantCulture
                    )
                )
        );
        _result.Raw("}"u8);
    }

    private void WriteRewards(int count) => WriteList("["u8, count, _ => _result.Quantity(PriorityFee));

    private void WriteList(ReadOnlySpan<byte> beginning, int count, Action<int> write)
    {
        _result.Raw(beginning);
        for (int i = 0; i < count; i++)
        {
            _result.Comma(i == 0);
            write(i);
        }

        _result.Raw("]"u8);
    }

    private void WriteCall(JsonElement parameters)
    {
        JsonElement call = Parameter(parameters, 0);
        if (
            call.ValueKind != JsonValueKind.Object
            || !call.TryGetProperty("to"u8, out JsonElement to)
            || to.ValueKind == JsonValueKind.Null
        )
        {
            throw RpcRefusal.Parameters("a call needs a contract");
        }

        SimulatedBlock block =
            BlockOfTag(OptionalParameter(parameters, 1))
            ?? throw new RpcRefusal(RpcRefusal.ServerError, "header not found");
        bool hasData =
            call.TryGetProperty("input"u8, out JsonElement data) || call.TryGetProperty("data"u8, out data);
        byte[] bytes = hasData ? RpcValue.Data(data) : [];
        NodeCallResult result = Call!(new NodeCall(RpcValue.Account(to), bytes, block));
        if (result.HasReverted)
        {
            throw new RpcRefusal(
                RpcRefusal.Reverted,
                "execution reverted",
                "0x" + Convert.ToHexStringLower(result.Data.Span)
            );
        }

        _result.Data(result.Data.Span);
    }

    private void Subscribe(NodeConnection from, JsonElement parameters)
    {
        if (from.Transport != NodeTransport.WebSocket)
        {
            throw new RpcRefusal(RpcRefusal.ServerError, "notifications not supported");
        }

        string? name = Parameter(parameters, 0).GetString();
        LogFilter? filter = name switch
        {
            "newHeads" => null,
            "logs" => FilterOf(OptionalParameter(parameters, 1)),
            _ => throw new RpcRefusal(
                RpcRefusal.NoSuchMethod,
                $"no \"{name}\" subscription in eth namespace"
            ),
        };
        JsonText id = new();
        ulong upper = SeededDraws.Mix(_faults.Seed + (ulong)++_subscriptionCount);
        ulong lower = SeededDraws.Mix(upper);
        id.Raw(string.Create(CultureInfo.InvariantCulture, $"\"0x{upper:x16}{lower:x16}\""));
        _subscribed = new NodeSubscription(id.ToArray(), filter);
        from.Subscriptions.Add(_subscribed);
        _result.Raw(_subscribed.Id);
    }

    private LogFilter FilterOf(JsonElement? filter)
    {
        if (filter is { ValueKind: JsonValueKind.Object } wanted)
        {
            return new LogFilter(wanted, _limits.AddressesMax);
        }

        using JsonDocument all = JsonDocument.Parse("{}");
        return new LogFilter(all.RootElement, _limits.AddressesMax);
    }

    private void Unsubscribe(NodeConnection from, JsonElement id)
    {
        string wanted = id.GetRawText();
        int place = from.Subscriptions.FindIndex(subscription =>
            Encoding.UTF8.GetString(subscription.Id) == wanted
        );
        if (place < 0)
        {
            throw new RpcRefusal(RpcRefusal.ServerError, "subscription not found");
        }

        from.Subscriptions.RemoveAt(place);
        _result.Raw("true"u8);
    }
}
