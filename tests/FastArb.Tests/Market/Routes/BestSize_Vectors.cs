using System.IO.Compression;
using System.Numerics;
using System.Text.Json;
using FastArb.EvmMath;
using FastArb.Market;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Tests.Market.Routes;

/// <summary>
/// Cycles whose best input was searched by executing them on a real EVM: ours pays at least what was found
/// there.
/// </summary>
public sealed class BestSize_Vectors
{
    private static readonly UInt256 s_basisPoints = new(10_000);

    [Fact]
    public void The_profit_is_at_least_that_of_the_search_on_chain()
    {
        List<string> worse = [];
        int better = 0;
        foreach (JsonElement line in Lines())
        {
            (PoolTable pools, RouteLeg[] legs) = Market(line.GetProperty("legs"));
            bool found = new BestSize(pools).TryFind(legs, SizeLimits.None, out RouteSize size);
            UInt256 known = Word(line, "profit");
            if (found)
            {
                Assert.Equal(size.AmountOut, Out(pools, legs, size.AmountIn));
            }

            UInt256 profit = found ? size.Profit : UInt256.Zero;
            UInt256 noise = line.GetProperty("strict").GetBoolean() ? UInt256.Zero : Word(line, "noise");
            bool profitable = line.GetProperty("profitable").GetBoolean();
            better += profit > known ? 1 : 0;
            if (
                ((profit + noise) * s_basisPoints < known * (s_basisPoints - UInt256.One))
                || found != profitable
            )
            {
                worse.Add($"{line.GetProperty("id")} {line.GetProperty("class")}: {profit}, not {known}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{better} better than the search");
        Assert.Empty(worse);
    }

    [Fact]
    public void Quotes_along_the_cycles_equal_what_they_paid_on_chain()
    {
        int taken = 0;
        foreach (JsonElement line in Lines())
        {
            (PoolTable pools, RouteLeg[] legs) = Market(line.GetProperty("legs"));
            foreach (JsonElement sample in line.GetProperty("samples").EnumerateArray())
            {
                UInt256? expected =
                    sample[1].ValueKind == JsonValueKind.Null ? null : UInt256.Parse(sample[1].GetString()!);
                Assert.Equal(expected, Out(pools, legs, UInt256.Parse(sample[0].GetString()!)));
                taken++;
            }
        }

        Assert.True(taken > 2_000, $"{taken} samples");
    }

    // Null where a leg does not take all of it.
    private static UInt256? Out(PoolTable pools, RouteLeg[] legs, UInt256 amount)
    {
        foreach (RouteLeg leg in legs)
        {
            if (pools.AmountOut(leg.Pool, leg.ZeroForOne, in amount, out UInt256 next) != QuoteOutcome.Full)
            {
                return null;
            }

            amount = next;
        }

        return amount;
    }

    private static IEnumerable<JsonElement> Lines()
    {
        using FileStream file = File.OpenRead(Repository.PathOf("tests/vectors/arb.jsonl.gz"));
        using var text = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        while (text.ReadLine() is { } line)
        {
            yield return JsonDocument.Parse(line).RootElement;
        }
    }

    private static (PoolTable Pools, RouteLeg[] Legs) Market(JsonElement legs)
    {
        int hops = legs.GetArrayLength();
        var market = new MadeMarket(hops);
        for (int i = 0; i < hops; i++)
        {
            uint fee = legs[i].GetProperty("fee").GetUInt32();
            if (legs[i].GetProperty("kind").GetString() == "v2")
            {
                market.AddV2(i, (i + 1) % hops);
            }
            else
            {
                market.AddV3(i, (i + 1) % hops, fee, legs[i].GetProperty("tickSpacing").GetInt32());
            }
        }

        PoolTable pools = new(market.ToPlan(), MadeMarket.Small);
        for (int i = 0; i < hops; i++)
        {
            pools.Load(i, Content(legs[i]));
        }

        return (
            pools,
            [
                .. legs.EnumerateArray()
                    .Select((leg, i) => new RouteLeg(i, leg.GetProperty("zeroForOne").GetBoolean())),
            ]
        );
    }

    private static PoolContent Content(JsonElement leg) =>
        leg.GetProperty("kind").GetString() == "v2"
            ? new PoolContent
            {
                Reserve0 = (UInt128)Number(leg.GetProperty("reserve0")),
                Reserve1 = (UInt128)Number(leg.GetProperty("reserve1")),
            }
            : new PoolContent
            {
                SqrtPriceX96 = Word(leg, "sqrtPriceX96"),
                Tick = leg.GetProperty("tick").GetInt32(),
                Liquidity = (UInt128)Number(leg.GetProperty("liquidity")),
                FeePips = leg.GetProperty("fee").GetUInt32(),
                Ticks =
                [
                    .. leg.GetProperty("ticks")
                        .EnumerateArray()
                        .Select(tick => new PoolTick(
                            tick[0].GetInt32(),
                            (UInt128)Number(tick[1]),
                            (Int128)Number(tick[2])
                        )),
                ],
            };

    private static UInt256 Word(JsonElement parent, string name) =>
        UInt256.Parse(parent.GetProperty(name).ToString());

    private static BigInteger Number(JsonElement value) =>
        BigInteger.Parse(value.GetString()!, System.Globalization.CultureInfo.InvariantCulture);
}
