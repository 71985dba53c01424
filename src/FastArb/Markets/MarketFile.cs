using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using FastArb.EvmMath;
using FastArb.Market;
using FastArb.Settings;

namespace FastArb.Markets;

/// <summary>
/// Reads a market's file: tokens, venues and pools. Whatever is wrong with it is said at once.
/// </summary>
internal sealed class MarketFile
{
    /// <summary>The market that is built in.</summary>
    public const string BuiltIn = "polygon.yaml";

    private const int TokensMax = 1_000;
    private const int CandidatesMax = 100_000;
    private const int DecimalsMax = 77;
    private const int TickSpacingMax = 16_383;

    /// <summary>Every kind of venue that a file may name. A new one has its place here.</summary>
    public static readonly ImmutableArray<VenueKind> Kinds = [new UniswapV2Kind(), new UniswapV3Kind()];

    private readonly SettingsMap _root;
    private readonly SettingsFaults _faults;
    private readonly string _name;
    private readonly Dictionary<Address, string> _factories = [];
    private readonly HashSet<string> _venueNames = new(StringComparer.Ordinal);

    private MarketFile(string name, SettingsMap root, SettingsFaults faults)
    {
        _name = name;
        _root = root;
        _faults = faults;
    }

    /// <summary>The market of a file, or the one that is built in.</summary>
    public static MarketSettings Load(string? path, Terminal terminal)
    {
        SettingsFaults faults = new();
        MarketSettings? market = Parse(
            path ?? BuiltIn,
            path is null ? BuiltInText() : SettingsFile.Load(path),
            faults
        );
        faults.ThrowIfAny(terminal);
        return market!;
    }

    /// <summary>Null where there are faults.</summary>
    public static MarketSettings? Parse(string name, string text, SettingsFaults faults)
    {
        if (SettingsFile.Parse(name, text, faults) is not SettingsNode node)
        {
            return null;
        }

        MarketSettings? market = new MarketFile(name, new SettingsMap(node, faults), faults).Read();
        return faults.Count == 0 ? market : null;
    }

    public static string BuiltInText()
    {
        using Stream resource = typeof(MarketFile).Assembly.GetManifestResourceStream(BuiltIn)!;
        using StreamReader reader = new(resource, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private MarketSettings? Read()
    {
        long chainId = _root.Whole(_root.Require("chain_id"), 1, long.MaxValue) ?? 0;
        Token[] tokens = ReadTokens();
        Dictionary<string, ImmutableArray<string>> aliases = ReadAliases(tokens);
        Venue[] venues = [.. _root.Named(_root.Require("venues")).Select(ReadVenue).OfType<Venue>()];
        SettingsNode? listed = _root.Find("pools");
        bool wasSound = _faults.Count == 0;
        TokenList? list = wasSound ? new TokenList(tokens, aliases) : null;
        PoolCandidate[] pools = listed is null
            ? []
            : ReadPools(listed, [.. list?.All ?? [.. tokens]], venues);
        _root.RefuseUnknown();
        if (_faults.Count > 0)
        {
            return null;
        }

        PoolCandidate[] candidates = listed is null
            ? [.. Discovered(list!, venues).Take(CandidatesMax + 1)]
            : pools;
        if (candidates.Length > CandidatesMax)
        {
            // Which of them to leave out is nobody's business here.
            _faults.Add(
                _root.Find("venues")!,
                $"they could have more than {CandidatesMax} pools of these tokens; name 'pools'"
            );
            return null;
        }

        return new MarketSettings(_name, chainId, list!, [.. venues], [.. candidates]);
    }

    private Token[] ReadTokens()
    {
        SettingsNode? node = _root.Require("tokens");
        Dictionary<Address, string> names = [];
        List<Token> tokens = [];
        foreach ((SettingsNode key, SettingsNode value) in _root.Named(node))
        {
            RefuseIfNoName(key, "token");
            SettingsMap map = new(value, _faults);
            Address? address = map.Address(map.Require("address"));
            long decimals = map.Whole(map.Require("decimals"), 0, DecimalsMax) ?? 0;
            map.RefuseUnknown();
            if (address is Address known && !names.TryAdd(known, key.Text))
            {
                _faults.Add(key, $"{names[known]} has the same address");
            }

            tokens.Add(new Token(0, key.Text, address ?? default, (int)decimals, CountsAsUsd: false));
        }

        if (node is not null && tokens.Count is < 2 or > TokensMax)
        {
            _faults.Add(node, $"{tokens.Count} tokens; 2 to {TokensMax} make a market");
        }

        HashSet<string> usd = new(StringComparer.Ordinal);
        foreach (SettingsNode item in _root.Texts(_root.Require("usd_tokens")))
        {
            if (_root.OneOf(item, "token", tokens, token => token.Name) is Token token)
            {
                usd.Add(token.Name);
            }
        }

        return [.. tokens.Select(token => token with { CountsAsUsd = usd.Contains(token.Name) })];
    }

    private Dictionary<string, ImmutableArray<string>> ReadAliases(Token[] tokens)
    {
        Dictionary<string, ImmutableArray<string>> aliases = new(StringComparer.Ordinal);
        foreach ((SettingsNode key, SettingsNode value) in _root.Named(_root.Find("aliases")))
        {
            RefuseIfNoName(key, "alias");
            ImmutableArray<string> names =
            [
                .. _root
                    .Texts(value)
                    .Select(item => _root.OneOf(item, "token", tokens, token => token.Name)?.Name)
                    .OfType<string>(),
            ];
            if (names.IsEmpty && value.Kind == SettingsKind.List && value.Items.IsEmpty)
            {
                _faults.Add(value, $"{key.Text} stands for nothing");
            }

            aliases.Add(key.Text, names);
        }

        return aliases;
    }

    private Venue? ReadVenue((SettingsNode Key, SettingsNode Value) entry)
    {
        RefuseIfNoName(entry.Key, "venue");
        _venueNames.Add(entry.Key.Text);
        SettingsMap map = new(entry.Value, _faults);
        VenueKind? kind = map.OneOf(map.Require("kind"), "kind of venue", Kinds, known => known.Name);
        Address? factory = map.Address(map.Require("factory"));
        UInt256? hash = map.Hash(map.Find("init_code_hash"));
        SwapFee fee = default;
        ImmutableArray<FeeTier> tiers = [];
        if (kind?.Shape == PoolShape.ConstantProduct)
        {
            fee = ReadFee(map);
        }
        else if (kind is not null)
        {
            tiers = ReadTiers(map);
        }

        if (kind is not null)
        {
            map.RefuseUnknown();
        }

        if (factory is Address known && !_factories.TryAdd(known, entry.Key.Text))
        {
            _faults.Add(entry.Key, $"{_factories[known]} has the same factory");
        }

        return kind is null || factory is null
            ? null
            : new Venue(entry.Key.Text, kind, factory.Value, hash, fee, tiers);
    }

    // "997/1000", as the contract has it.
    private SwapFee ReadFee(SettingsMap map)
    {
        if (map.Require("fee") is not SettingsNode node)
        {
            return default;
        }

        string[] parts = map.Text(node).Split('/');
        if (
            parts.Length == 2
            && uint.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out uint kept)
            && uint.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out uint of)
            && kept > 0
            && kept <= of
            && of <= SwapMath.FeeUnits
        )
        {
            return new SwapFee(kept, of);
        }

        _faults.Add(
            node,
            "expected what a swap keeps, as a fraction such as 997/1000 (that is a fee of 0.3 %)"
        );
        return default;
    }

    private ImmutableArray<FeeTier> ReadTiers(SettingsMap map)
    {
        SettingsNode? node = map.Require("tiers");
        ImmutableArray<FeeTier>.Builder tiers = ImmutableArray.CreateBuilder<FeeTier>();
        foreach ((SettingsNode key, SettingsNode value) in map.Named(node))
        {
            long? fee = map.Whole(key, 0, SwapMath.FeeUnits - 1);
            long? spacing = map.Whole(value, 1, TickSpacingMax);
            if (fee is not null && spacing is not null)
            {
                tiers.Add(new FeeTier((uint)fee, (int)spacing));
            }
        }

        if (node is { Kind: SettingsKind.Map, Entries.IsEmpty: true })
        {
            _faults.Add(node, "a venue of this kind has at least one tier, such as 500: 10");
        }

        return tiers.DrainToImmutable();
    }

    private PoolCandidate[] ReadPools(SettingsNode listed, Token[] tokens, Venue[] venues)
    {
        Dictionary<string, SettingsNode> seen = new(StringComparer.Ordinal);
        List<PoolCandidate> pools = [];
        foreach (SettingsNode item in _root.Items(listed))
        {
            if (ReadPool(item, tokens, venues) is not PoolCandidate pool)
            {
                continue;
            }

            if (seen.TryAdd(pool.Name, item))
            {
                pools.Add(pool);
            }
            else
            {
                _faults.Add(item, $"{pool.Name} is there twice (first in line {seen[pool.Name].Line})");
            }
        }

        if (listed.Kind == SettingsKind.List && listed.Items.IsEmpty)
        {
            _faults.Add(listed, "no pools; leave 'pools' out to look for all of them");
        }

        return [.. pools];
    }

    private PoolCandidate? ReadPool(SettingsNode item, Token[] tokens, Venue[] venues)
    {
        SettingsMap map = new(item, _faults);
        SettingsNode? named = map.Require("venue");
        // A venue that is wrong was spoken of where it stands.
        bool isWrong =
            named is not null
            && _venueNames.Contains(named.Text)
            && !Array.Exists(venues, known => known.Name == named.Text);
        Venue? venue = isWrong ? null : map.OneOf(named, "venue", venues, known => known.Name);
        SettingsNode? pair = map.Require("tokens");
        Token?[] two =
        [
            .. map.Texts(pair).Select(name => map.OneOf(name, "token", tokens, known => known.Name)),
        ];
        long? fee = map.Whole(map.Find("fee"), 0, SwapMath.FeeUnits - 1);
        Address? address = map.Address(map.Find("address"));
        map.RefuseUnknown();
        if (
            pair is { Kind: SettingsKind.List }
            && (two.Length != 2 || (two[0] is not null && two[0] == two[1]))
        )
        {
            _faults.Add(pair, "a pool has two tokens, such as [WETH, USDC]");
        }

        // An error elsewhere in the file says enough; this pool may then be a consequence of it.
        if (venue is null || two is not [Token one, Token other] || one.Address == other.Address)
        {
            return null;
        }

        FeeTier? tier = TierOf(map, venue, fee);
        if (tier is null)
        {
            return null;
        }

        PoolCandidate candidate = Candidate(venue, one, other, tier.Value);
        if (address is not null && candidate.IsProven && candidate.Address != address)
        {
            _faults.Add(
                map.Find("address")!,
                $"{address} is no pool of {venue.Name}: its factory would have put it at {candidate.Address}"
            );
        }

        return candidate with
        {
            Address = candidate.Address ?? address,
        };
    }

    private FeeTier? TierOf(SettingsMap map, Venue venue, long? fee)
    {
        if (venue.Tiers.IsEmpty)
        {
            if (map.Find("fee") is SettingsNode given)
            {
                _faults.Add(given, $"the pools of {venue.Name} take one fee; leave it out");
            }

            return new FeeTier(PipsOf(venue.Fee), 0);
        }

        if (fee is null)
        {
            if (map.Find("fee") is null)
            {
                _faults.Add(map.Node, $"'fee' is missing: one of {Tiers(venue)}");
            }

            return null;
        }

        foreach (FeeTier tier in venue.Tiers)
        {
            if (tier.FeePips == fee)
            {
                return tier;
            }
        }

        _faults.Add(map.Find("fee")!, $"{venue.Name} has no such tier: one of {Tiers(venue)}");
        return null;
    }

    private void RefuseIfNoName(SettingsNode key, string what)
    {
        if (!MarketNames.IsName(key.Text))
        {
            _faults.Add(key, $"the name of a {what} is of {MarketNames.Rule}");
        }
    }

    private static IEnumerable<PoolCandidate> Discovered(TokenList tokens, Venue[] venues) =>
        venues.SelectMany(venue =>
            (venue.Tiers.IsEmpty ? [new FeeTier(PipsOf(venue.Fee), 0)] : venue.Tiers).SelectMany(tier =>
                tokens.All.SelectMany(one =>
                    tokens.All.Skip(one.Index + 1).Select(other => Candidate(venue, one, other, tier))
                )
            )
        );

    private static PoolCandidate Candidate(Venue venue, Token one, Token other, FeeTier tier)
    {
        (Token token0, Token token1) = one.Address.CompareTo(other.Address) < 0 ? (one, other) : (other, one);
        Address? address = venue.InitCodeHash is null
            ? null
            : venue.Kind.PoolAddress(venue, token0.Address, token1.Address, tier.FeePips);
        return new PoolCandidate(venue, token0, token1, tier.FeePips, tier.TickSpacing, address);
    }

    // Rounded down where the venue's fraction is finer.
    private static uint PipsOf(SwapFee fee) =>
        (uint)((ulong)(fee.Base - fee.Kept) * SwapMath.FeeUnits / fee.Base);

    private static string Tiers(Venue venue) =>
        string.Join(", ", venue.Tiers.Select(tier => tier.FeePips.ToString(CultureInfo.InvariantCulture)));
}
