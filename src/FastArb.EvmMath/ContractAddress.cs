using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace FastArb.EvmMath;

/// <summary>
/// Where a contract lies before anybody asks the chain: the addresses that CREATE and CREATE2 give.
/// </summary>
public static class ContractAddress
{
    /// <summary>
    /// The account's contract number <paramref name="nonce"/> by CREATE: the hash of the two as an RLP list.
    /// </summary>
    public static Address Create(Address deployer, ulong nonce)
    {
        const byte EmptyString = 0x80;
        const byte EmptyList = 0xC0;
        Span<byte> list = stackalloc byte[2 + Address.ByteCount + 1 + sizeof(ulong)];
        list[1] = EmptyString + Address.ByteCount;
        deployer.Write(list[2..]);
        int end = 2 + Address.ByteCount;
        int nonceBytes = (64 - BitOperations.LeadingZeroCount(nonce) + 7) / 8;
        // A byte below 0x80 stands for itself; zero is the empty string.
        if (nonce is 0 or >= EmptyString)
        {
            list[end++] = (byte)(EmptyString + nonceBytes);
        }

        for (int i = nonceBytes - 1; i >= 0; i--)
        {
            list[end++] = (byte)(nonce >> (8 * i));
        }

        list[0] = (byte)(EmptyList + end - 1);
        return Address.FromLowBits(Keccak256.Hash(list[..end]));
    }

    /// <summary>The contract that <paramref name="deployer"/> makes by CREATE2.</summary>
    public static Address Create2(Address deployer, in UInt256 salt, in UInt256 initCodeHash)
    {
        Span<byte> parts = stackalloc byte[1 + Address.ByteCount + (2 * UInt256.ByteCount)];
        parts[0] = 0xFF;
        deployer.Write(parts[1..]);
        salt.WriteBigEndian(parts[21..]);
        initCodeHash.WriteBigEndian(parts[53..]);
        return Address.FromLowBits(Keccak256.Hash(parts));
    }

    /// <summary>The pair of two tokens, in either order, of a factory of Uniswap V2's shape.</summary>
    public static Address UniswapV2Pair(
        Address factory,
        in UInt256 initCodeHash,
        Address tokenA,
        Address tokenB
    )
    {
        (Address token0, Address token1) = Sorted(tokenA, tokenB);
        Span<byte> packed = stackalloc byte[2 * Address.ByteCount];
        token0.Write(packed);
        token1.Write(packed[Address.ByteCount..]);
        return Create2(factory, Keccak256.Hash(packed), initCodeHash);
    }

    /// <summary>
    /// The pool of two tokens, in either order, and a fee in pips, of a factory of Uniswap V3's shape.
    /// </summary>
    public static Address UniswapV3Pool(
        Address factory,
        in UInt256 initCodeHash,
        Address tokenA,
        Address tokenB,
        uint feePips
    )
    {
        (Address token0, Address token1) = Sorted(tokenA, tokenB);
        Span<byte> words = stackalloc byte[3 * UInt256.ByteCount];
        token0.ToWord().WriteBigEndian(words);
        token1.ToWord().WriteBigEndian(words[UInt256.ByteCount..]);
        new UInt256(feePips).WriteBigEndian(words[(2 * UInt256.ByteCount)..]);
        return Create2(factory, Keccak256.Hash(words), initCodeHash);
    }

    private static (Address Token0, Address Token1) Sorted(Address tokenA, Address tokenB)
    {
        int order = tokenA.CompareTo(tokenB);
        if (order == 0)
        {
            ThrowSameToken(tokenA);
        }

        return order < 0 ? (tokenA, tokenB) : (tokenB, tokenA);
    }

    [DoesNotReturn]
    private static void ThrowSameToken(Address tokenB) =>
        throw new ArgumentException($"A pool has two tokens; both are {tokenB}.", nameof(tokenB));
}
