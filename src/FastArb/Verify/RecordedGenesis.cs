using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Market;
using FastArb.Markets;

namespace FastArb.Verify;

/// <summary>
/// The state that a recording begins at: the market as its file describes it, with every pool proven by the
/// address that its factory gives.
/// </summary>
internal sealed class RecordedGenesis
{
    private const long BytesMax = 256L << 20;

    private RecordedGenesis(BlockIdentity block, MarketPlan plan, ImmutableArray<PoolContent> pools)
    {
        Block = block;
        Plan = plan;
        Pools = pools;
    }

    public BlockIdentity Block { get; }

    public MarketPlan Plan { get; }

    /// <summary>In the order of the plan's.</summary>
    public ImmutableArray<PoolContent> Pools { get; }

    /// <summary>Reads such a file, and proves its pools.</summary>
    /// <exception cref="InvalidDataException">It is not what it should be.</exception>
    public static RecordedGenesis Load(string path)
    {
        string name = Path.GetFileName(path);
        try
        {
            if (new FileInfo(path).Length > BytesMax)
            {
                throw new InvalidDataException($"it is larger than {BytesMax >> 20} MiB");
            }

            using JsonDocument document = VectorLine.Parse(File.ReadAllBytes(path));
            return Read(document.RootElement);
        }
        catch (Exception wrong)
            when (wrong is JsonException or InvalidDataException or ArgumentException or FormatException)
        {
            throw new InvalidDataException($"{name}: {wrong.Message.ReplaceLineEndings(" ")}", wrong);
        }
    }

    private static RecordedGenesis Read(JsonElement genesis)
    {
        BlockIdentity block = new(RecordedJson.Number(genesis, "block"), RecordedJson.Hash(genesis, "hash"));
        TokenList tokens = new(
            RecordedJson.List(genesis, "tokens").Select(TokenOf),
            ImmutableDictionary<string, ImmutableArray<string>>.Empty
        );
        Dictionary<string, Address> factories = RecordedJson
            .List(genesis, "factories")
            .ToDictionary(
                factory => MarketNames.Checked(VectorLine.Text(factory, "name")),
                factory => RecordedJson.Address(factory, "address"),
                StringComparer.Ordinal
            );
        Dictionary<string, Venue> venues = new(StringComparer.Ordinal);
        JsonElement[] entries = [.. RecordedJson.List(genesis, "pools")];
        Pool[] pools = [.. entries.Select((entry, index) => PoolOf(entry, index, tokens, factories, venues))];
        MarketPlan plan = new(
            RecordedJson.Number(genesis, "chainId"),
            tokens,
            venues.Values,
            pools.Select(pool => pool with { Venue = venues[pool.Venue.Name] })
        );
        return new RecordedGenesis(block, plan, [.. entries.Zip(pools, ContentOf)]);
    }

    private static Token TokenOf(JsonElement token) =>
        new(
            0,
            MarketNames.Checked(VectorLine.Text(token, "symbol")),
            RecordedJson.Address(token, "address"),
            (int)RecordedJson.NumberWithin(token, "decimals", byte.MaxValue),
            CountsAsUsd: false
        );

    private static Pool PoolOf(
        JsonElement entry,
        int index,
        TokenList tokens,
        Dictionary<string, Address> factories,
        Dictionary<string, Venue> venues
    )
    {
        string where = string.Create(CultureInfo.InvariantCulture, $"pool {index}");
        if (RecordedJson.Number(entry, "index") != index)
        {
            throw new InvalidDataException($"{where} has another index");
        }

        uint fee = (uint)RecordedJson.NumberWithin(entry, "fee", uint.MaxValue);
        Venue venue = VenueOf(entry, where, fee, factories, venues);
        bool isConcentrated = venue.Kind.Shape == PoolShape.Concentrated;
        int spacing = isConcentrated ? (int)RecordedJson.NumberWithin(entry, "tickSpacing", int.MaxValue) : 0;
        if (isConcentrated && spacing is < 1 or > 16_384)
        {
            throw new InvalidDataException($"{where} has a tick spacing that no pool has");
        }

        Token token0 = TokenAt(entry, "token0", tokens, where);
        Token token1 = TokenAt(entry, "token1", tokens, where);
        if (token0.Address.CompareTo(token1.Address) >= 0)
        {
            throw new InvalidDataException($"{where} has its tokens in the wrong order");
        }

        Pool pool = new(
            index,
            venue,
            RecordedJson.Address(entry, "address"),
            default,
            token0,
            token1,
            fee,
            spacing
        );
        venues[venue.Name] = Proven(pool, where);
        return pool;
    }

    private static Venue VenueOf(
        JsonElement entry,
        string where,
        uint fee,
        Dictionary<string, Address> factories,
        Dictionary<string, Venue> venues
    )
    {
        string dex = VectorLine.Text(entry, "dex");
        VenueKind kind = VectorLine.Text(entry, "kind") switch
        {
            "v2" => new UniswapV2Kind(),
            "v3" => new UniswapV3Kind(),
            _ => throw new InvalidDataException($"{where} is of a kind that is neither v2 nor v3"),
        };
        if (!factories.TryGetValue(dex, out Address factory))
        {
            throw new InvalidDataException($"{where} is of a factory that is not in the file");
        }

        Venue venue = venues.GetValueOrDefault(dex) ?? new Venue(dex, kind, factory, null, FeeOf(fee), []);
        return venue.Kind.Name == kind.Name
            ? venue
            : throw new InvalidDataException($"{where} is of another kind than others of its factory");
    }

    // A factory has one code for all its pools: which of those that are known, its first pool says.
    private static Venue Proven(Pool pool, string where)
    {
        foreach (UInt256 hash in InitCode.HashesOf(pool.Venue.Kind))
        {
            Venue venue = pool.Venue with { InitCodeHash = pool.Venue.InitCodeHash ?? hash };
            if (
                venue.Kind.PoolAddress(venue, pool.Token0.Address, pool.Token1.Address, pool.FeePips)
                == pool.Address
            )
            {
                return venue;
            }
        }

        throw new InvalidDataException($"{where} is not where its factory would have put it");
    }

    private static SwapFee FeeOf(uint pips) =>
        pips == 3_000 ? SwapFee.Uniswap : SwapFee.FromPips(Math.Min(pips, SwapMath.FeeUnits));

    private static Token TokenAt(JsonElement entry, string name, TokenList tokens, string where) =>
        tokens.At(RecordedJson.Address(entry, name))
        ?? throw new InvalidDataException($"{where} has a {name} that is not among the tokens");

    private static PoolContent ContentOf(JsonElement entry, Pool pool)
    {
        if (pool.Venue.Kind.Shape == PoolShape.ConstantProduct)
        {
            return new PoolContent
            {
                Reserve0 = RecordedJson.Unsigned(entry, "reserve0"),
                Reserve1 = RecordedJson.Unsigned(entry, "reserve1"),
            };
        }

        return new PoolContent
        {
            SqrtPriceX96 = VectorLine.Word(entry, "sqrtPriceX96"),
            Tick = RecordedJson.TickValue(VectorLine.Member(entry, "tick"), "tick"),
            Liquidity = RecordedJson.Unsigned(entry, "liquidity"),
            FeePips = pool.FeePips,
            Ticks = RecordedJson.Ticks(VectorLine.Member(entry, "ticks")),
        };
    }
}
