using System.Collections.Immutable;
using System.Globalization;
using FastArb.EvmMath;
using FastArb.Market;

namespace FastArb.Markets;

/// <summary>
/// Finds the pool that somebody means by an address or by <c>WETH/USDC@Venue:500</c>, of which all behind the
/// pair may be left out where one pool remains.
/// </summary>
internal static class PoolChoice
{
    private const int ShownMax = 8;

    /// <summary>The pool, and the token that was named first; token 0 where an address was.</summary>
    public static (PoolCandidate Pool, Token First) Of(string text, MarketSettings market)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            PoolCandidate there = AtAddress(text, market);
            return (there, there.Token0);
        }

        string[] parts = text.Split('@');
        string[] pair = parts[0].Split('/');
        if (parts.Length > 2 || pair.Length != 2)
        {
            throw Unknown(text, "write an address, or WETH/USDC@Venue:500");
        }

        ImmutableArray<Token> first = TokensOf(pair[0], market);
        ImmutableArray<Token> second = TokensOf(pair[1], market);
        (string venue, uint? fee) = parts.Length == 2 ? VenueOf(parts[1], market) : (string.Empty, null);
        PoolCandidate[] found =
        [
            .. market.Candidates.Where(pool =>
                (venue.Length == 0 || pool.Venue.Name == venue)
                && (fee is null || pool.Fee == fee)
                && (
                    (first.Contains(pool.Token0) && second.Contains(pool.Token1))
                    || (first.Contains(pool.Token1) && second.Contains(pool.Token0))
                )
            ),
        ];
        return found switch
        {
            [PoolCandidate only] => (only, first.Contains(only.Token0) ? only.Token0 : only.Token1),
            [] => throw Unknown(text, $"not in {market.File}: see fastarb pools list"),
            _ => throw Unknown(
                text,
                string.Create(CultureInfo.InvariantCulture, $"one of {found.Length}: ")
                    + string.Join(", ", found.Take(ShownMax).Select(pool => pool.Name))
                    + (found.Length > ShownMax ? ", ..." : string.Empty)
            ),
        };
    }

    /// <summary>The pool's token of that name.</summary>
    public static Token TokenOf(string name, PoolCandidate pool) =>
        pool.Token0.Name == name ? pool.Token0
        : pool.Token1.Name == name ? pool.Token1
        : throw new CommandFailure(
            ExitCode.UsageOrNotFound,
            $"'{name}' is no token of {pool.Name} (it has {pool.Token0.Name} and {pool.Token1.Name})"
        );

    private static PoolCandidate AtAddress(string text, MarketSettings market)
    {
        if (!Address.TryParse(text.AsSpan(), out Address address, out AddressTextFault fault))
        {
            throw Unknown(
                text,
                fault == AddressTextFault.Checksum
                    ? "its checksum is wrong: a digit or a letter's case was mistyped"
                    : "an address has 0x and 40 hexadecimal digits"
            );
        }

        return market.Candidates.FirstOrDefault(pool => pool.Address == address)
            ?? throw Unknown(
                text,
                $"no pool of {market.File} is computed to be there; without init_code_hash, write A/B@Venue"
            );
    }

    // A token's own name first: "USDC" may be a token and a word for several.
    private static ImmutableArray<Token> TokensOf(string name, MarketSettings market)
    {
        if (market.Tokens.All.FirstOrDefault(token => token.Name == name) is Token token)
        {
            return [token];
        }

        ImmutableArray<Token> tokens = market.Tokens.Named(name);
        return tokens.IsEmpty
            ? throw Unknown(name, Nearest(name, market.Tokens.Words) ?? $"no token of {market.File}")
            : tokens;
    }

    private static (string Venue, uint? Fee) VenueOf(string text, MarketSettings market)
    {
        string[] parts = text.Split(':');
        uint fee = 0;
        if (
            parts.Length > 2
            || (
                parts.Length == 2
                && !uint.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out fee)
            )
        )
        {
            throw Unknown(text, "a venue, and perhaps a fee in hundredths of a basis point: UniswapV3:500");
        }

        string[] names = [.. market.Venues.Select(venue => venue.Name)];
        return names.Contains(parts[0], StringComparer.Ordinal)
            ? (parts[0], parts.Length == 2 ? fee : null)
            : throw Unknown(
                parts[0],
                Nearest(parts[0], names) ?? $"no venue of {market.File}: {string.Join(", ", names)}"
            );
    }

    private static string? Nearest(string typed, IEnumerable<string> names) =>
        NearestName.Of(typed, names) is string nearest ? $"did you mean '{nearest}'?" : null;

    private static CommandFailure Unknown(string text, string hint) =>
        new(ExitCode.UsageOrNotFound, $"no such pool: '{text}' ({hint})");
}
