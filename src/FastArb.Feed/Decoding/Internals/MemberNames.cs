using System.Text.Json;

namespace FastArb.Feed.Internals;

// Runs on the reader's thread, once per name; allocates nothing, does not throw.
/// <summary>
/// From a name to what it means. Names may be escaped; the reader's own comparison of those throws on lone
/// surrogates, so it is not used.
/// </summary>
internal static class MemberNames
{
    // The longest known name has 21 bytes.
    private const int LengthMax = 21;

    /// <summary>A member of a log or a head.</summary>
    public static Member OfPayload(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> name = reader.ValueSpan;
        return reader.ValueIsEscaped ? Escaped(name, payload: true) : OfPayload(name);
    }

    /// <summary>A member of a message or of its parameters.</summary>
    public static Member OfEnvelope(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> name = reader.ValueSpan;
        return reader.ValueIsEscaped ? Escaped(name, payload: false) : OfEnvelope(name);
    }

    private static Member OfPayload(ReadOnlySpan<byte> name) =>
        name.Length switch
        {
            4 when name.SequenceEqual("data"u8) => Member.Data,
            4 when name.SequenceEqual("hash"u8) => Member.Hash,
            6 when name.SequenceEqual("topics"u8) => Member.Topics,
            6 when name.SequenceEqual("number"u8) => Member.Number,
            7 when name.SequenceEqual("address"u8) => Member.Address,
            7 when name.SequenceEqual("removed"u8) => Member.Removed,
            7 when name.SequenceEqual("gasUsed"u8) => Member.GasUsed,
            8 when name.SequenceEqual("logIndex"u8) => Member.LogIndex,
            8 when name.SequenceEqual("gasLimit"u8) => Member.GasLimit,
            9 when name.SequenceEqual("blockHash"u8) => Member.BlockHash,
            9 when name.SequenceEqual("timestamp"u8) => Member.Timestamp,
            9 when name.SequenceEqual("logsBloom"u8) => Member.LogsBloom,
            10 when name.SequenceEqual("parentHash"u8) => Member.ParentHash,
            11 when name.SequenceEqual("blockNumber"u8) => Member.BlockNumber,
            12 when name.SequenceEqual("transactions"u8) => Member.Transactions,
            13 when name.SequenceEqual("baseFeePerGas"u8) => Member.BaseFeePerGas,
            16 when name.SequenceEqual("transactionIndex"u8) => Member.TransactionIndex,
            _ => OfHashed(name),
        };

    // What only a header's hash needs.
    private static Member OfHashed(ReadOnlySpan<byte> name) =>
        name.Length switch
        {
            5 when name.SequenceEqual("miner"u8) => Member.Miner,
            5 when name.SequenceEqual("nonce"u8) => Member.Nonce,
            7 when name.SequenceEqual("mixHash"u8) => Member.MixHash,
            9 when name.SequenceEqual("stateRoot"u8) => Member.StateRoot,
            9 when name.SequenceEqual("extraData"u8) => Member.ExtraData,
            10 when name.SequenceEqual("sha3Uncles"u8) => Member.UnclesHash,
            10 when name.SequenceEqual("difficulty"u8) => Member.Difficulty,
            11 when name.SequenceEqual("blobGasUsed"u8) => Member.BlobGasUsed,
            12 when name.SequenceEqual("receiptsRoot"u8) => Member.ReceiptsRoot,
            12 when name.SequenceEqual("requestsHash"u8) => Member.RequestsHash,
            13 when name.SequenceEqual("excessBlobGas"u8) => Member.ExcessBlobGas,
            15 when name.SequenceEqual("withdrawalsRoot"u8) => Member.WithdrawalsRoot,
            16 when name.SequenceEqual("transactionsRoot"u8) => Member.TransactionsRoot,
            21 when name.SequenceEqual("parentBeaconBlockRoot"u8) => Member.ParentBeaconBlockRoot,
            _ => Member.None,
        };

    private static Member OfEnvelope(ReadOnlySpan<byte> name) =>
        name.Length switch
        {
            2 when name.SequenceEqual("id"u8) => Member.Id,
            5 when name.SequenceEqual("error"u8) => Member.Error,
            6 when name.SequenceEqual("params"u8) => Member.Params,
            6 when name.SequenceEqual("result"u8) => Member.Result,
            6 when name.SequenceEqual("method"u8) => Member.Method,
            9 when name.SequenceEqual("eventTime"u8) => Member.EventTime,
            _ => Member.None,
        };

    private static Member Escaped(ReadOnlySpan<byte> text, bool payload)
    {
        Span<byte> name = stackalloc byte[LengthMax + 1];
        name = name[..new EscapedText(text).Read(name)];
        return payload ? OfPayload(name) : OfEnvelope(name);
    }
}
