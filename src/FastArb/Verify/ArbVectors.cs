using System.Collections.Immutable;
using System.Text.Json;
using FastArb.EvmMath;
using FastArb.Market;

namespace FastArb.Verify;

/// <summary>
/// Cycles through two or three pools, executed on chain with many inputs: what each input paid, and the best
/// input that was found there. Ours has to pay as much.
/// </summary>
internal sealed class ArbVectors : VectorKind
{
    /// <summary>
    /// Rounding makes profits jagged near the best input: so many parts of what the search found are enough.
    /// </summary>
    private static readonly UInt256 s_sharePartsMin = new(9_999);

    private static readonly UInt256 s_shareParts = new(10_000);

    public override string Name => "arb";

    public override bool Recognises(JsonElement firstLine) =>
        firstLine.TryGetProperty("legs", out _) && firstLine.TryGetProperty("profitable", out _);

    public override VectorDifference? Check(JsonElement line, BatchMath batches)
    {
        (PoolTable pools, RouteLeg[] legs) = Market(VectorLine.Member(line, "legs"));
        return DifferenceOfQuotes(line, pools, legs) ?? DifferenceOfBest(line, pools, legs);
    }

    private static VectorDifference? DifferenceOfQuotes(JsonElement line, PoolTable pools, RouteLeg[] legs)
    {
        foreach (JsonElement sample in List(VectorLine.Member(line, "samples"), "samples"))
        {
            if (sample.ValueKind != JsonValueKind.Array || sample.GetArrayLength() != 2)
            {
                throw new InvalidDataException("a sample is not a pair of input and output");
            }

            UInt256 amountIn = VectorLine.WordValue(sample[0], "a sample's input");
            string expected =
                sample[1].ValueKind == JsonValueKind.Null
                    ? "nothing"
                    : VectorLine.Decimal(VectorLine.WordValue(sample[1], "a sample's output"));
            string got = Quote(pools, legs, amountIn);
            if (got != expected)
            {
                return new VectorDifference(
                    "cycle",
                    $"{Inputs(line)} in={VectorLine.Decimal(in amountIn)}",
                    expected,
                    got
                );
            }
        }

        return null;
    }

    private static VectorDifference? DifferenceOfBest(JsonElement line, PoolTable pools, RouteLeg[] legs)
    {
        bool expected = VectorLine.Flag(line, "profitable");
        UInt256 knownIn = VectorLine.Word(line, "amountIn");
        string knownOut = VectorLine.Text(line, "amountOut");
        if (expected && Quote(pools, legs, knownIn) is string quoted && quoted != knownOut)
        {
            return new VectorDifference("cycle, best input", Inputs(line), knownOut, quoted);
        }

        UInt256 known = VectorLine.Word(line, "profit");
        bool found = new BestSize(pools).TryFind(legs, SizeLimits.None, out RouteSize size);
        if (found && Quote(pools, legs, size.AmountIn) is string paid)
        {
            string promised = VectorLine.Decimal(size.AmountOut);
            if (paid != promised)
            {
                return new VectorDifference("best size, output", Inputs(line), paid, promised);
            }
        }

        UInt256 profit = found ? size.Profit : UInt256.Zero;
        UInt256 noise = VectorLine.Flag(line, "strict") ? UInt256.Zero : Noise(line);
        return found == expected && (profit + noise) * s_shareParts >= known * s_sharePartsMin
            ? null
            : new VectorDifference(
                "best size, profit",
                Inputs(line),
                expected ? $"at least {VectorLine.Decimal(in known)}" : "none",
                found ? VectorLine.Decimal(in profit) : "none"
            );
    }

    private static string Quote(PoolTable pools, RouteLeg[] legs, UInt256 amount)
    {
        foreach (RouteLeg leg in legs)
        {
            if (pools.AmountOut(leg.Pool, leg.ZeroForOne, in amount, out UInt256 next) != QuoteOutcome.Full)
            {
                return "nothing";
            }

            amount = next;
        }

        return VectorLine.Decimal(in amount);
    }

    /// <summary>A table of the legs' pools, in their order.</summary>
    private static (PoolTable Pools, RouteLeg[] Legs) Market(JsonElement legs)
    {
        JsonElement[] path = [.. List(legs, "legs")];
        if (path.Length is < RouteSearchOptions.HopsMin or > RouteSearchOptions.HopsLimit)
        {
            throw new InvalidDataException($"a cycle of {path.Length} legs");
        }

        TokenList tokens = new(
            Enumerable
                .Range(0, path.Length)
                .Select(i => new Token(
                    i,
                    $"token {i}",
                    Address.FromLowBits(new UInt256((uint)i + 1)),
                    18,
                    false
                )),
            ImmutableDictionary<string, ImmutableArray<string>>.Empty
        );
        Pool[] pools = [.. path.Select((leg, i) => PoolOf(leg, i, tokens))];
        MarketPlan plan = new(
            1,
            tokens,
            pools.Select(pool => pool.Venue).DistinctBy(venue => venue.Name, StringComparer.Ordinal),
            pools
        );
        PoolTable table = new(plan, VectorPool.TableOptions);
        RouteLeg[] route = new RouteLeg[path.Length];
        for (int i = 0; i < path.Length; i++)
        {
            table.Load(i, IsPair(path[i]) ? Reserves(path[i]) : VectorPool.Content(path[i]));
            route[i] = new RouteLeg(i, VectorLine.Flag(path[i], "zeroForOne"));
        }

        return (table, route);
    }

    private static Pool PoolOf(JsonElement leg, int index, TokenList tokens)
    {
        Token tokenIn = tokens[index];
        Token tokenOut = tokens[(index + 1) % tokens.Count];
        bool zeroForOne = VectorLine.Flag(leg, "zeroForOne");
        FeeTier tier = IsPair(leg) ? default : VectorPool.Tier(leg);
        Venue venue = IsPair(leg)
            ? new("pairs", new UniswapV2Kind(), Address.Zero, null, SwapFee.Uniswap, [])
            : new("pools", new UniswapV3Kind(), Address.Zero, null, default, []);
        return new Pool(
            index,
            venue,
            Address.FromLowBits(new UInt256((uint)index + 100)),
            UInt256.Zero,
            zeroForOne ? tokenIn : tokenOut,
            zeroForOne ? tokenOut : tokenIn,
            tier.FeePips,
            tier.TickSpacing
        );
    }

    private static bool IsPair(JsonElement leg) =>
        VectorLine.Text(leg, "kind") switch
        {
            "v2" => true,
            "v3" => false,
            string kind => throw new InvalidDataException($"'kind' is '{kind}', neither v2 nor v3"),
        };

    private static PoolContent Reserves(JsonElement leg) =>
        new() { Reserve0 = Reserve(leg, "reserve0"), Reserve1 = Reserve(leg, "reserve1") };

    private static UInt128 Reserve(JsonElement leg, string name)
    {
        UInt256 reserve = VectorLine.Word(leg, name);
        return reserve.BitLength <= 112
            ? (UInt128)reserve
            : throw new InvalidDataException($"{name} does not fit 112 bits");
    }

    // A JSON number, as it is a bound and no amount.
    private static UInt256 Noise(JsonElement line) =>
        VectorLine.Member(line, "noise") is { ValueKind: JsonValueKind.Number } value
        && value.TryGetUInt64(out ulong noise)
            ? new UInt256(noise)
            : throw new InvalidDataException("'noise' is not a number");

    private static JsonElement.ArrayEnumerator List(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray()
            : throw new InvalidDataException($"'{name}' is not a list");

    private static string Inputs(JsonElement line) =>
        string.Join(
            ' ',
            ((string[])["id", "class"]).Select(name =>
                $"{name}={VectorLine.Shown(VectorLine.Member(line, name))}"
            )
        );
}
