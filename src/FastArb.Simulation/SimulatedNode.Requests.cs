using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FastArb.EvmMath;
using FastArb.Simulation.Internals;

namespace FastArb.Simulation;

/// <content>Requests and their answers.</content>
public sealed partial class SimulatedNode
{
    private const ulong PriorityFee = 1_000_000_000;
    private const int FeeHistoryMax = 1024;

    private readonly JsonText _result = new();

    // What the request's backend takes for the head.
    private SimulatedBlock _view;
    private NodeSubscription? _subscribed;
    private int _subscriptionCount;

    private bool Lags => _view != Chain.Head;

    private void ChooseView()
    {
        int lag = 0;
        if (
            _faults is { LagBlocks: > 0, Backends: > 1 }
            && _draws.Below(_faults, FaultKind.Lag, _faults.Backends) > 0
        )
        {
            lag = _draws.Below(_faults, FaultKind.Lag, _faults.LagBlocks + 1);
        }

        _view = Chain.At(Math.Max(Chain.First.Number, Chain.Head.Number - lag))!;
        if (Lags)
        {
            Tally.Add(FaultKind.Lag);
        }
    }

    /// <summary>Null where nobody asked for an answer.</summary>
    private byte[]? AnswerOf(NodeConnection from, JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Array)
        {
            return AnswerOfOne(from, message);
        }

        if (_draws.Hits(_faults, FaultKind.RefuseBatch))
        {
            return ErrorText("null", RpcRefusal.InvalidRequest, "batch requests are not supported");
        }

        int count = message.GetArrayLength();
        if (count == 0 || count > _limits.BatchMax)
        {
            return ErrorText(
                "null",
                RpcRefusal.InvalidRequest,
                count == 0 ? "empty batch" : "batch too large"
            );
        }

        JsonText answers = new();
        foreach (JsonElement request in message.EnumerateArray())
        {
            bool isTooMuch = answers.Length > _limits.BatchBytesMax;
            if (AnswerOfOne(from, request, isTooMuch) is byte[] answer)
            {
                answers.Raw(answers.Length == 0 ? "["u8 : ","u8).Raw(answer);
            }
        }

        // A batch's answer waits for no notification.
        _subscribed = null;
        return answers.Length == 0 ? null : answers.Raw("]"u8).ToArray();
    }

    private byte[]? AnswerOfOne(NodeConnection from, JsonElement request, bool isTooMuch = false)
    {
        string id = "null";
        try
        {
            if (
                request.ValueKind != JsonValueKind.Object
                || !request.TryGetProperty("method"u8, out JsonElement method)
                || method.ValueKind != JsonValueKind.String
            )
            {
                throw new RpcRefusal(RpcRefusal.InvalidRequest, "invalid request");
            }

            if (!request.TryGetProperty("id"u8, out JsonElement idValue))
            {
                return null;
            }

            id = idValue.ValueKind is JsonValueKind.Number or JsonValueKind.String or JsonValueKind.Null
                ? idValue.GetRawText()
                : throw new RpcRefusal(RpcRefusal.InvalidRequest, "invalid request");
            if (isTooMuch)
            {
                throw new RpcRefusal(RpcRefusal.TooLarge, "response too large");
            }

            if (_draws.Hits(_faults, FaultKind.RateLimit))
            {
                throw new RpcRefusal(RpcRefusal.LimitExceeded, "request rate limited");
            }

            request.TryGetProperty("params"u8, out JsonElement parameters);
            _result.Clear();
            Invoke(from, method.GetString()!, parameters);
            return
            [
                .. "{\"jsonrpc\":\"2.0\",\"id\":"u8,
                .. Encoding.UTF8.GetBytes(id),
                .. ",\"result\":"u8,
                .. _result.Written,
                .. "}"u8,
            ];
        }
        catch (RpcRefusal refusal)
        {
            return ErrorText(id, refusal.Code, refusal.Message, refusal.HexData);
        }
        catch (Exception wrong) when (wrong is FormatException or InvalidOperationException)
        {
            // Text that is no UTF-8, or a value of another kind than the method takes.
            return ErrorText(id, RpcRefusal.InvalidParameters, "invalid argument: " + wrong.Message);
        }
    }

    private void Invoke(NodeConnection from, string method, JsonElement parameters)
    {
        switch (method)
        {
            case "web3_clientVersion":
                _result.Raw("\"FastArb.Simulation\""u8);
                break;
            case "eth_chainId":
                _result.Quantity((ulong)Chain.ChainId);
                break;
            case "net_version":
                _result.Raw("\"").Raw(Chain.ChainId.ToString(CultureInfo.InvariantCulture)).Raw("\"");
                break;
            case "eth_syncing":
                _result.Raw("false"u8);
                break;
            case "eth_blockNumber":
                _result.Quantity((ulong)_view.Number);
                break;
            case "eth_gasPrice":
                _result.Quantity(_view.Header.NextBaseFee() + PriorityFee);
                break;
            case "eth_maxPriorityFeePerGas":
                _result.Quantity(PriorityFee);
                break;
            case "eth_feeHistory":
                WriteFeeHistory(parameters);
                break;
            case "eth_getBlockByNumber":
                WriteBlock(BlockOfTag(Parameter(parameters, 0)), parameters);
                break;
            case "eth_getBlockByHash":
                WriteBlock(Find(RpcValue.Word(Parameter(parameters, 0))), parameters);
                break;
            case "eth_getLogs":
                WriteLogs(Parameter(parameters, 0));
                break;
            case "eth_getTransactionReceipt":
                WriteReceipt(RpcValue.Word(Parameter(parameters, 0)));
                break;
            case "eth_getCode":
                Address account = RpcValue.Account(Parameter(parameters, 0));
                _result.Data(Code is null ? default : Code(account).Span);
                break;
            case "eth_call" when Call is not null:
                WriteCall(parameters);
                break;
            case "eth_subscribe":
                Subscribe(from, parameters);
                break;
            case "eth_unsubscribe":
                Unsubscribe(from, Parameter(parameters, 0));
                break;
            default:
                throw new RpcRefusal(
                    RpcRefusal.NoSuchMethod,
                    $"the method {method} does not exist/is not available"
                );
        }
    }

    private static byte[] ErrorText(string id, int code, string message, string? data = null)
    {
        string quoted = JsonEncodedText
            .Encode(message, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)
            .ToString();
        string number = code.ToString(CultureInfo.InvariantCulture);
        string tail = data is null ? string.Empty : $",\"data\":\"{data}\"";
        string error = $"{{\"code\":{number},\"message\":\"{quoted}\"{tail}}}";
        return Encoding.UTF8.GetBytes($"{{\"jsonrpc\":\"2.0\",\"id\":{id},\"error\":{error}}}");
    }

    private static JsonElement Parameter(JsonElement parameters, int index) =>
        OptionalParameter(parameters, index)
        ?? throw RpcRefusal.Parameters(
            string.Create(CultureInfo.InvariantCulture, $"missing value for required argument {index}")
        );

    private static JsonElement? OptionalParameter(JsonElement parameters, int index) =>
        parameters.ValueKind == JsonValueKind.Array && index < parameters.GetArrayLength()
            ? parameters[index]
            : null;

    private SimulatedBlock? Find(UInt256 hash)
    {
        SimulatedBlock? block = Chain.Find(hash);
        return Lags && block?.Number > _view.Number ? null : block;
    }

    private SimulatedBlock? At(long number) => number > _view.Number ? null : Chain.At(number);

    /// <summary>A tag, a number, or an object that names a number or a hash (EIP-1898).</summary>
    private SimulatedBlock? BlockOfTag(JsonElement? value)
    {
        if (value is not JsonElement tag || tag.ValueKind == JsonValueKind.Null)
        {
            return _view;
        }

        if (tag.ValueKind == JsonValueKind.Object)
        {
            return tag.TryGetProperty("blockHash"u8, out JsonElement hash)
                ? Find(RpcValue.Word(hash))
                : BlockOfTag(tag.TryGetProperty("blockNumber"u8, out JsonElement number) ? number : null);
        }

        long? named = NumberOfTag(tag);
        return named is long wanted ? At(wanted) : null;
    }

    /// <summary>Null: beyond what any chain has.</summary>
    private long? NumberOfTag(JsonElement tag) =>
        tag.ValueKind == JsonValueKind.String
            ? tag.GetString() switch
            {
                "latest" or "pending" => _view.Number,
                "earliest" => Chain.First.Number,
                "safe" => Math.Min(_view.Number, Chain.Safe.Number),
                "finalized" => Math.Min(_view.Number, Chain.Finalized.Number),
                _ => RpcValue.Quantity(tag) is <= long.MaxValue and ulong number ? (long)number : null,
            }
            : throw RpcRefusal.Parameters("invalid block number");
}
