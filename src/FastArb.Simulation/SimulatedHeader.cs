using System.Buffers.Binary;
using FastArb.EvmMath;
using FastArb.Simulation.Internals;

namespace FastArb.Simulation;

/// <summary>
/// A block's header, whose hash is the block's. What a later fork added is null on chains without it.
/// </summary>
public sealed record SimulatedHeader
{
    private static readonly UInt256 NoUncles = Keccak256.Hash([0xC0]);

    public UInt256 ParentHash { get; init; }

    public UInt256 UnclesHash { get; init; } = NoUncles;

    public Address Miner { get; init; }

    public UInt256 StateRoot { get; init; }

    public UInt256 TransactionsRoot { get; init; }

    public UInt256 ReceiptsRoot { get; init; }

    /// <summary>256 bytes, in the chain's order.</summary>
    public ReadOnlyMemory<byte> LogsBloom { get; init; } = new byte[HeaderBloom.ByteCount];

    public ulong Difficulty { get; init; }

    public long Number { get; init; }

    public ulong GasLimit { get; init; }

    public ulong GasUsed { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public long Timestamp { get; init; }

    public ReadOnlyMemory<byte> ExtraData { get; init; }

    public UInt256 MixHash { get; init; }

    public ulong Nonce { get; init; }

    public ulong? BaseFeePerGas { get; init; }

    public UInt256? WithdrawalsRoot { get; init; }

    public ulong? BlobGasUsed { get; init; }

    public ulong? ExcessBlobGas { get; init; }

    public UInt256? ParentBeaconBlockRoot { get; init; }

    public UInt256? RequestsHash { get; init; }

    /// <summary>The Keccak-256 hash of the header's RLP.</summary>
    public UInt256 ComputeHash()
    {
        Span<byte> miner = stackalloc byte[Address.ByteCount];
        Miner.Write(miner);
        Span<byte> nonce = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(nonce, Nonce);
        RlpList list = new();
        list.Add(ParentHash);
        list.Add(UnclesHash);
        list.Add(miner);
        list.Add(StateRoot);
        list.Add(TransactionsRoot);
        list.Add(ReceiptsRoot);
        list.Add(LogsBloom.Span);
        list.Add(Difficulty);
        list.Add((ulong)Number);
        list.Add(GasLimit);
        list.Add(GasUsed);
        list.Add((ulong)Timestamp);
        list.Add(ExtraData.Span);
        list.Add(MixHash);
        list.Add(nonce);
        AddLaterForks(list);
        return list.Hash();
    }

    /// <summary>The base fee of the block after this one (EIP-1559).</summary>
    public ulong NextBaseFee()
    {
        ulong fee = BaseFeePerGas ?? 0;
        ulong target = GasLimit / 2;
        if (target == 0 || GasUsed == target)
        {
            return fee;
        }

        bool isFuller = GasUsed > target;
        ulong distance = isFuller ? GasUsed - target : target - GasUsed;
        ulong step = (ulong)((UInt128)fee * distance / target / 8);
        return isFuller ? fee + Math.Max(step, 1) : fee - step;
    }

    // Each fork's fields stand after those of the fork before it, so the first that is null ends the list.
    private void AddLaterForks(RlpList list)
    {
        if (BaseFeePerGas is not ulong baseFee)
        {
            return;
        }

        list.Add(baseFee);
        if (WithdrawalsRoot is not UInt256 withdrawals)
        {
            return;
        }

        list.Add(withdrawals);
        if (BlobGasUsed is not ulong blobGas || ExcessBlobGas is not ulong excess)
        {
            return;
        }

        list.Add(blobGas);
        list.Add(excess);
        if (ParentBeaconBlockRoot is not UInt256 beacon)
        {
            return;
        }

        list.Add(beacon);
        if (RequestsHash is UInt256 requests)
        {
            list.Add(requests);
        }
    }
}
