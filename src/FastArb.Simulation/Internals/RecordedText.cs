using System.Text;
using System.Text.Json;
using FastArb.EvmMath;

namespace FastArb.Simulation.Internals;

/// <summary>From what a node wrote to blocks and logs.</summary>
internal static class RecordedText
{
    public static SimulatedHeader Header(JsonElement head) =>
        new()
        {
            ParentHash = Word(head, "parentHash"),
            UnclesHash = Word(head, "sha3Uncles"),
            Miner = RpcValue.Account(head.GetProperty("miner")),
            StateRoot = Word(head, "stateRoot"),
            TransactionsRoot = Word(head, "transactionsRoot"),
            ReceiptsRoot = Word(head, "receiptsRoot"),
            LogsBloom = RpcValue.Data(head.GetProperty("logsBloom")),
            Difficulty = RpcValue.Quantity(head.GetProperty("difficulty")),
            Number = (long)RpcValue.Quantity(head.GetProperty("number")),
            GasLimit = RpcValue.Quantity(head.GetProperty("gasLimit")),
            GasUsed = RpcValue.Quantity(head.GetProperty("gasUsed")),
            Timestamp = (long)RpcValue.Quantity(head.GetProperty("timestamp")),
            ExtraData = RpcValue.Data(head.GetProperty("extraData")),
            MixHash = Word(head, "mixHash"),
            Nonce = RpcValue.Quantity(head.GetProperty("nonce")),
            BaseFeePerGas = QuantityOrNull(head, "baseFeePerGas"),
            WithdrawalsRoot = WordOrNull(head, "withdrawalsRoot"),
            BlobGasUsed = QuantityOrNull(head, "blobGasUsed"),
            ExcessBlobGas = QuantityOrNull(head, "excessBlobGas"),
            ParentBeaconBlockRoot = WordOrNull(head, "parentBeaconBlockRoot"),
            RequestsHash = WordOrNull(head, "requestsHash"),
        };

    public static SimulatedLog Log(JsonElement log) =>
        new(
            RpcValue.Account(log.GetProperty("address")),
            [.. log.GetProperty("topics").EnumerateArray().Select(RpcValue.Word)],
            RpcValue.Data(log.GetProperty("data")),
            (int)RpcValue.Quantity(log.GetProperty("transactionIndex"))
        );

    public static byte[] Bytes(JsonElement value) => Encoding.UTF8.GetBytes(value.GetRawText());

    /// <summary>Null where the end is not ours to change: then the log is written anew.</summary>
    public static byte[]? LogBytes(JsonElement log)
    {
        byte[] bytes = Bytes(log);
        return bytes.AsSpan().EndsWith(BlockText.NotRemoved) ? bytes : null;
    }

    private static UInt256 Word(JsonElement head, string name) => RpcValue.Word(head.GetProperty(name));

    private static UInt256? WordOrNull(JsonElement head, string name) =>
        head.TryGetProperty(name, out JsonElement value) ? RpcValue.Word(value) : null;

    private static ulong? QuantityOrNull(JsonElement head, string name) =>
        head.TryGetProperty(name, out JsonElement value) ? RpcValue.Quantity(value) : null;
}
