using System.Buffers.Binary;
using FastArb.EvmMath;
using FastArb.Market;
using FastArb.Simulation;

namespace FastArb.Tests.Market.Loading;

/// <summary>Answers <c>eth_call</c> as the contracts of a made market would.</summary>
internal sealed class MadeContracts(MadeMarket market)
{
    private static readonly Address s_multicall = Address.Parse("0xcA11bde05977b3631167028862bE2a173976CA11");

    /// <summary>Whether Multicall3 is deployed.</summary>
    public bool HasMulticall { get; init; } = true;

    /// <summary>Above so many calls in one it runs out of gas.</summary>
    public int CallsMax { get; init; } = int.MaxValue;

    /// <summary>What a token says of itself, where that is not what the configuration says.</summary>
    public Dictionary<Address, int> Decimals { get; } = [];

    /// <summary>How far a pool's ticks are apart, where that is not what the configuration says.</summary>
    public Dictionary<Address, int> Spacings { get; } = [];

    /// <summary>Pools that another factory made, or nobody.</summary>
    public HashSet<Address> Unmade { get; } = [];

    /// <summary>Whether accounts may have other code for as long as a question lasts.</summary>
    public bool CanTryTokens { get; init; } = true;

    /// <summary>Tokens of which a part is lost on the way.</summary>
    public HashSet<Address> Taxed { get; } = [];

    public long CallCount { get; private set; }

    public long MulticallCount { get; private set; }

    public static byte[] Words(params UInt256[] words)
    {
        byte[] bytes = new byte[words.Length * UInt256.ByteCount];
        for (int i = 0; i < words.Length; i++)
        {
            words[i].WriteBigEndian(bytes.AsSpan(i * UInt256.ByteCount));
        }

        return bytes;
    }

    public NodeCallResult Answer(NodeCall call)
    {
        CallCount++;
        if (call.To == s_multicall && HasMulticall)
        {
            MulticallCount++;
            return Aggregate(call);
        }

        return AnswerOne(call.To, call.Data.Span, call.Block.Hash) is { } result
            ? new NodeCallResult(result)
            : new NodeCallResult(default, HasReverted: true);
    }

    // Null: it reverts. No code: no bytes.
    private byte[]? AnswerOne(Address to, ReadOnlySpan<byte> data, UInt256 block)
    {
        uint selector = BinaryPrimitives.ReadUInt32BigEndian(data);
        UInt256 Argument(ReadOnlySpan<byte> bytes, int place) =>
            UInt256.ReadBigEndian(bytes.Slice(4 + (place * UInt256.ByteCount), UInt256.ByteCount));

        if (market.Plan.Tokens.At(to) is { } token)
        {
            int decimals = Decimals.GetValueOrDefault(to, token.Decimals);
            return selector == 0x313ce567 && decimals >= 0 ? Words((UInt256)decimals) : null;
        }

        if (market.Plan.Venues.Any(venue => venue.Factory == to))
        {
            Address token0 = Address.FromLowBits(Argument(data, 0));
            Address token1 = Address.FromLowBits(Argument(data, 1));
            Pool? made = market.Plan.Pools.FirstOrDefault(pool =>
                pool.Venue.Factory == to
                && pool.Token0.Address == token0
                && pool.Token1.Address == token1
                && !Unmade.Contains(pool.Address)
            );
            return Words(made?.Address.ToWord() ?? default);
        }

        Pool? asked = market.Plan.Pools.FirstOrDefault(pool => pool.Address == to);
        if (asked is null || Unmade.Contains(to))
        {
            return [];
        }

        PoolContent content = market.StateOf(asked.Index, block);
        return selector switch
        {
            0x0902f1ac => Words(content.Reserve0, content.Reserve1, 9),
            0x3850c7bd => Words(content.SqrtPriceX96, (UInt256)(Int256)content.Tick, 0, 1, 1, 0, 1),
            0x1a686502 => Words(content.Liquidity),
            0xd0c93a7c => Words((UInt256)(uint)Spacings.GetValueOrDefault(to, asked.TickSpacing)),
            0x5339c296 => Words(Bitmap(content, (int)(Int256)Argument(data, 0))),
            0xf30dba93 => Tick(content, (int)(Int256)Argument(data, 0)),
            0xde751015 when CanTryTokens => Words([
                .. Trial(Address.FromLowBits(Argument(data, 0)), content.Reserve0),
                .. Trial(Address.FromLowBits(Argument(data, 1)), content.Reserve1),
            ]),
            _ => null,
        };
    }

    // Sent, sent back; what both held before, in between and after; how much was sent.
    private UInt256[] Trial(Address token, UInt256 held)
    {
        UInt256 pool = held + 500;
        UInt256 lost = Taxed.Contains(token) ? 1u : 0u;
        return [1, 1, pool, 0, pool - 5, 5 - lost, pool - lost, 0, 5];
    }

    private static UInt256 Bitmap(PoolContent content, int word)
    {
        UInt256 bits = default;
        foreach (PoolTick tick in content.Ticks)
        {
            int compressed = tick.Tick / MadeMarket.Spacing;
            bits |= compressed >> 8 == word ? UInt256.One << (compressed & 255) : default;
        }

        return bits;
    }

    private static byte[] Tick(PoolContent content, int at)
    {
        PoolTick tick = content.Ticks.FirstOrDefault(tick => tick.Tick == at);
        return Words(tick.Gross, (UInt256)(Int256)tick.Net, 0, 0, 0, 0, 0, 1);
    }

    private NodeCallResult Aggregate(NodeCall call)
    {
        ReadOnlyMemory<byte> list = call.Data[4..];
        int Number(int at) => (int)UInt256.ReadBigEndian(list.Span.Slice(at, UInt256.ByteCount));
        int start = Number(0) + UInt256.ByteCount;
        int count = Number(Number(0));
        if (count > CallsMax)
        {
            return new NodeCallResult(default, HasReverted: true);
        }

        List<UInt256> offsets = [];
        List<byte> results = [];
        for (int i = 0; i < count; i++)
        {
            int tuple = start + Number(start + (i * UInt256.ByteCount));
            Address to = Address.FromLowBits(
                UInt256.ReadBigEndian(list.Span.Slice(tuple, UInt256.ByteCount))
            );
            int data = tuple + Number(tuple + (2 * UInt256.ByteCount));
            ReadOnlySpan<byte> bytes = list.Span.Slice(data + UInt256.ByteCount, Number(data));
            byte[]? result = AnswerOne(to, bytes, call.Block.Hash);
            offsets.Add((UInt256)((count * UInt256.ByteCount) + results.Count));
            byte[] padded = new byte[((result?.Length ?? 0) + 31) & -32];
            result?.CopyTo(padded, 0);
            results.AddRange(Words(result is null ? 0u : 1u, 64, (UInt256)(result?.Length ?? 0)));
            results.AddRange(padded);
        }

        return new NodeCallResult(
            (byte[])[.. Words(UInt256.ByteCount, (UInt256)count), .. Words([.. offsets]), .. results]
        );
    }
}
