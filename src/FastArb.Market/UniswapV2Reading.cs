using System.Collections.Immutable;
using FastArb.EvmMath;

namespace FastArb.Market;

/// <summary>Reads the reserves of a pair.</summary>
public sealed class UniswapV2Reading : PoolReading
{
    public UniswapV2Reading(Pool pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        // getReserves().
        Calls = [new CallData(0x0902f1ac).To(pool.Address, wordsMax: 3)];
    }

    public override string? Take(ImmutableArray<ReadOnlyMemory<byte>> results)
    {
        // The third word is a time.
        if (results[0].Length != 3 * UInt256.ByteCount)
        {
            return "it does not answer as a pair does";
        }

        UInt256 reserve0 = CallResult.Word(results[0], 0);
        UInt256 reserve1 = CallResult.Word(results[0], 1);
        if (reserve0.BitLength > 112 || reserve1.BitLength > 112)
        {
            return "it names reserves above 112 bits";
        }

        Content = new PoolContent { Reserve0 = (UInt128)reserve0, Reserve1 = (UInt128)reserve1 };
        Calls = [];
        return null;
    }
}
