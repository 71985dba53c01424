using System.Collections.Immutable;
using FastArb.EvmMath;

namespace FastArb.Market;

/// <summary>
/// Reads a concentrated pool: price, tick and liquidity with the words of its tick bitmap, then each tick
/// that a bit names.
/// </summary>
public sealed class UniswapV3Reading : PoolReading
{
    private const int TicksPerWord = 256;

    private readonly Pool _pool;
    private readonly int _firstWord;
    private ImmutableArray<int> _ticks;

    public UniswapV3Reading(Pool pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        _pool = pool;
        _firstWord = (TickMath.MinTick / pool.TickSpacing) >> 8;
        int lastWord = (TickMath.MaxTick / pool.TickSpacing) >> 8;
        // slot0(), liquidity(), tickSpacing(), tickBitmap(int16).
        Calls =
        [
            new CallData(0x3850c7bd).To(pool.Address),
            new CallData(0x1a686502).To(pool.Address, wordsMax: 1),
            new CallData(0xd0c93a7c).To(pool.Address, wordsMax: 1),
            .. Enumerable
                .Range(_firstWord, lastWord - _firstWord + 1)
                .Select(word => new CallData(0x5339c296).AddSigned(word).To(pool.Address, wordsMax: 1)),
        ];
    }

    public override string? Take(ImmutableArray<ReadOnlyMemory<byte>> results) =>
        Content is null ? TakeFirst(results) : TakeTicks(results);

    private string? TakeFirst(ImmutableArray<ReadOnlyMemory<byte>> results)
    {
        if (
            results[0].Length < 2 * UInt256.ByteCount
            || results.Skip(1).Any(result => result.Length != UInt256.ByteCount)
        )
        {
            return "it does not answer as a pool does";
        }

        // With another one the words were asked for, and would be read, at other places.
        UInt256 spacing = CallResult.Word(results[2], 0);
        if (spacing != (UInt256)(uint)_pool.TickSpacing)
        {
            return $"its ticks are {spacing} apart on the chain, not {_pool.TickSpacing}";
        }

        UInt256 price = CallResult.Word(results[0], 0);
        UInt256 liquidity = CallResult.Word(results[1], 0);
        if (
            price.BitLength > 160
            || liquidity.BitLength > 128
            || !EventTopic.TryReadTick(CallResult.Word(results[0], 1), out int tick)
        )
        {
            return "its price, tick or liquidity is out of range";
        }

        Content = new PoolContent
        {
            SqrtPriceX96 = price,
            Tick = tick,
            Liquidity = (UInt128)liquidity,
            FeePips = _pool.FeePips,
        };
        _ticks = [.. results.Skip(3).SelectMany((result, i) => TicksOf(CallResult.Word(result, 0), i))];
        // ticks(int24).
        Calls = [.. _ticks.Select(at => new CallData(0xf30dba93).AddSigned(at).To(_pool.Address))];
        return null;
    }

    private string? TakeTicks(ImmutableArray<ReadOnlyMemory<byte>> results)
    {
        ImmutableArray<PoolTick>.Builder ticks = ImmutableArray.CreateBuilder<PoolTick>(results.Length);
        for (int i = 0; i < results.Length; i++)
        {
            if (results[i].Length < 2 * UInt256.ByteCount)
            {
                return "it does not answer as a pool does";
            }

            UInt256 gross = CallResult.Word(results[i], 0);
            UInt256 net = CallResult.Word(results[i], 1);
            if (gross.IsZero || gross.BitLength > 128)
            {
                return $"its tick {_ticks[i]} is marked and has no liquidity";
            }

            var signedNet = (Int256)net;
            var shortNet = (Int128)signedNet;
            if (shortNet != signedNet)
            {
                return $"its tick {_ticks[i]} moves more liquidity than there can be";
            }

            ticks.Add(new PoolTick(_ticks[i], (UInt128)gross, shortNet));
        }

        Content = Content! with { Ticks = ticks.MoveToImmutable() };
        Calls = [];
        return null;
    }

    private IEnumerable<int> TicksOf(UInt256 word, int index) =>
        Enumerable
            .Range(0, TicksPerWord)
            .Where(bit => !((word >> bit) & UInt256.One).IsZero)
            .Select(bit => (((_firstWord + index) * TicksPerWord) + bit) * _pool.TickSpacing);
}
