using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using FastArb.EvmMath;

namespace FastArb.Verify;

/// <summary>The arguments of one call, in Solidity's order, read as the types of its signature.</summary>
internal readonly struct FunctionInputs
{
    private readonly JsonElement _values;

    public FunctionInputs(JsonElement values, int count)
    {
        if (values.ValueKind != JsonValueKind.Array || values.GetArrayLength() != count)
        {
            throw new InvalidDataException($"'in' is not a list of {count}");
        }

        _values = values;
    }

    /// <summary>A uint256 or uint160.</summary>
    public UInt256 Word(int index) => VectorLine.WordValue(_values[index], Name(index));

    /// <summary>An int256.</summary>
    public Int256 SignedWord(int index)
    {
        BigInteger number = Within(index, -(BigInteger.One << 255), (BigInteger.One << 255) - 1);
        UInt256 bits = VectorLine.Word(number.Sign < 0 ? number + (BigInteger.One << 256) : number);
        return Unsafe.BitCast<UInt256, Int256>(bits);
    }

    /// <summary>A uint128: liquidity.</summary>
    public UInt128 Liquidity(int index) => (UInt128)Within(index, UInt128.MinValue, UInt128.MaxValue);

    /// <summary>An int128: a change of liquidity.</summary>
    public Int128 LiquidityChange(int index) => (Int128)Within(index, Int128.MinValue, Int128.MaxValue);

    /// <summary>An int24: a tick or a spacing.</summary>
    public int Tick(int index) => (int)Within(index, -(1 << 23), (1 << 23) - 1);

    /// <summary>A uint24: a fee.</summary>
    public uint Pips(int index) => (uint)Within(index, 0, (1 << 24) - 1);

    public bool Flag(int index) => VectorLine.FlagValue(_values[index], Name(index));

    private BigInteger Within(int index, BigInteger smallest, BigInteger largest)
    {
        BigInteger number = VectorLine.Integer(_values[index], Name(index));
        return number >= smallest && number <= largest
            ? number
            : throw new InvalidDataException($"{Name(index)} is out of its type's range");
    }

    private static string Name(int index) => $"argument {index + 1}";
}
