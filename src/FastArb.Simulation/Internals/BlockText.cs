using System.Buffers.Binary;
using System.Collections.Immutable;
using FastArb.EvmMath;

namespace FastArb.Simulation.Internals;

/// <summary>Heads, blocks, logs and receipts as geth writes them, with its order of members.</summary>
internal static class BlockText
{
    /// <summary>How a log ends that is of a block on the chain.</summary>
    public static ReadOnlySpan<byte> NotRemoved => "false}"u8;

    /// <summary>What <c>newHeads</c> says.</summary>
    public static void WriteHead(JsonText text, SimulatedHeader header, UInt256 hash)
    {
        WriteMembers(text, header, hash);
        text.Raw("}"u8);
    }

    /// <summary>What <c>eth_getBlockBy...</c> says, with a header that may be another one's.</summary>
    public static void WriteBlock(JsonText text, SimulatedBlock block, SimulatedHeader header, bool full)
    {
        int start = text.Length;
        WriteMembers(text, header, block.Hash);
        text.Raw(",\"size\":"u8).Quantity((ulong)(text.Length - start) / 2);
        text.Raw(",\"transactions\":["u8);
        for (int i = 0; i < block.Transactions.Length; i++)
        {
            text.Comma(i == 0);
            if (full)
            {
                WriteTransaction(text, block, i);
            }
            else
            {
                text.Word(block.Transactions[i]);
            }
        }

        text.Raw("],\"uncles\":[]"u8);
        text.Raw(header.WithdrawalsRoot is null ? "}"u8 : ",\"withdrawals\":[]}"u8);
    }

    public static void WriteLog(JsonText text, SimulatedBlock block, SimulatedLog log, int index)
    {
        text.Raw("{\"address\":"u8).Account(log.Address).Raw(",\"topics\":["u8);
        for (int i = 0; i < log.Topics.Length; i++)
        {
            text.Comma(i == 0).Word(log.Topics[i]);
        }

        text.Raw("],\"data\":"u8).Data(log.Data.Span);
        text.Raw(",\"blockNumber\":"u8).Quantity((ulong)block.Number);
        text.Raw(",\"transactionHash\":"u8).Word(block.Transactions[log.TransactionIndex]);
        text.Raw(",\"transactionIndex\":"u8).Quantity((ulong)log.TransactionIndex);
        text.Raw(",\"blockHash\":"u8).Word(block.Hash);
        text.Raw(",\"blockTimestamp\":"u8).Quantity((ulong)block.Header.Timestamp);
        text.Raw(",\"logIndex\":"u8).Quantity((ulong)index);
        text.Raw(",\"removed\":"u8).Raw(NotRemoved);
    }

    /// <summary>
    /// A receipt as far as it is known: the block's gas is spread evenly, and who sent it is nobody.
    /// </summary>
    public static void WriteReceipt(JsonText text, SimulatedBlock block, int transaction)
    {
        ImmutableArray<SimulatedLog> logs = block.Logs;
        ulong count = (ulong)block.Transactions.Length;
        ulong before = block.Header.GasUsed * (ulong)transaction / count;
        ulong after = block.Header.GasUsed * (ulong)(transaction + 1) / count;
        text.Raw("{\"blockHash\":"u8).Word(block.Hash);
        text.Raw(",\"blockNumber\":"u8).Quantity((ulong)block.Number);
        text.Raw(",\"contractAddress\":null,\"cumulativeGasUsed\":"u8).Quantity(after);
        text.Raw(",\"effectiveGasPrice\":"u8).Quantity(block.Header.BaseFeePerGas ?? 0);
        text.Raw(",\"from\":"u8).Account(default);
        text.Raw(",\"gasUsed\":"u8).Quantity(after - before);
        text.Raw(",\"logs\":["u8);
        bool isFirst = true;
        for (int i = 0; i < logs.Length; i++)
        {
            if (logs[i].TransactionIndex == transaction)
            {
                text.Comma(isFirst).Raw(block.LogText(i));
                isFirst = false;
            }
        }

        byte[] bloom = HeaderBloom.Of(logs.Where(log => log.TransactionIndex == transaction));
        text.Raw("],\"logsBloom\":"u8).Data(bloom);
        text.Raw(",\"status\":\"0x1\",\"to\":null,\"transactionHash\":"u8);
        text.Word(block.Transactions[transaction]);
        text.Raw(",\"transactionIndex\":"u8).Quantity((ulong)transaction);
        text.Raw(",\"type\":\"0x2\"}"u8);
    }

    private static void WriteMembers(JsonText text, SimulatedHeader header, UInt256 hash)
    {
        text.Raw("{\"parentHash\":"u8).Word(header.ParentHash);
        text.Raw(",\"sha3Uncles\":"u8).Word(header.UnclesHash);
        text.Raw(",\"miner\":"u8).Account(header.Miner);
        text.Raw(",\"stateRoot\":"u8).Word(header.StateRoot);
        text.Raw(",\"transactionsRoot\":"u8).Word(header.TransactionsRoot);
        text.Raw(",\"receiptsRoot\":"u8).Word(header.ReceiptsRoot);
        text.Raw(",\"logsBloom\":"u8).Data(header.LogsBloom.Span);
        text.Raw(",\"difficulty\":"u8).Quantity(header.Difficulty);
        text.Raw(",\"number\":"u8).Quantity((ulong)header.Number);
        text.Raw(",\"gasLimit\":"u8).Quantity(header.GasLimit);
        text.Raw(",\"gasUsed\":"u8).Quantity(header.GasUsed);
        text.Raw(",\"timestamp\":"u8).Quantity((ulong)header.Timestamp);
        text.Raw(",\"extraData\":"u8).Data(header.ExtraData.Span);
        text.Raw(",\"mixHash\":"u8).Word(header.MixHash);
        text.Raw(",\"nonce\":"u8);
        WriteNonce(text, header.Nonce);
        WriteLaterForks(text, header);
        text.Raw(",\"hash\":"u8).Word(hash);
    }

    // Only what is kept of a transaction.
    private static void WriteTransaction(JsonText text, SimulatedBlock block, int index)
    {
        text.Raw("{\"blockHash\":"u8).Word(block.Hash);
        text.Raw(",\"blockNumber\":"u8).Quantity((ulong)block.Number);
        text.Raw(",\"hash\":"u8).Word(block.Transactions[index]);
        text.Raw(",\"transactionIndex\":"u8).Quantity((ulong)index).Raw("}"u8);
    }

    private static void WriteNonce(JsonText text, ulong nonce)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, nonce);
        text.Data(bytes);
    }

    private static void WriteLaterForks(JsonText text, SimulatedHeader header)
    {
        if (header.BaseFeePerGas is ulong baseFee)
        {
            text.Raw(",\"baseFeePerGas\":"u8).Quantity(baseFee);
        }

        if (header.WithdrawalsRoot is UInt256 withdrawals)
        {
            text.Raw(",\"withdrawalsRoot\":"u8).Word(withdrawals);
        }

        if (header.BlobGasUsed is ulong blobGas)
        {
            text.Raw(",\"blobGasUsed\":"u8).Quantity(blobGas);
        }

        if (header.ExcessBlobGas is ulong excess)
        {
            text.Raw(",\"excessBlobGas\":"u8).Quantity(excess);
        }

        if (header.ParentBeaconBlockRoot is UInt256 beacon)
        {
            text.Raw(",\"parentBeaconBlockRoot\":"u8).Word(beacon);
        }

        if (header.RequestsHash is UInt256 requests)
        {
            text.Raw(",\"requestsHash\":"u8).Word(requests);
        }
    }
}
