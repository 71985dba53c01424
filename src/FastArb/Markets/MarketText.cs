using System.Globalization;
using System.Text;
using FastArb.EvmMath;
using FastArb.Market;

namespace FastArb.Markets;

/// <summary>
/// A market as a file that says all of it, every pool with its address: read again it is the same market,
/// whatever a node would find by then.
/// </summary>
internal static class MarketText
{
    public static string Of(MarketSettings market, IEnumerable<PoolCandidate> pools)
    {
        StringBuilder text = new();
        Line(text, $"chain_id: {market.ChainId}");
        text.Append("tokens:\n");
        foreach (Token token in market.Tokens.All)
        {
            Line(text, $"  \"{token.Name}\": {{ address: \"{token.Address}\", decimals: {token.Decimals} }}");
        }

        string[] words =
        [
            .. market.Tokens.Words.Where(word =>
                market.Tokens.Named(word) is not [Token only] || only.Name != word
            ),
        ];
        text.Append(words.Length > 0 ? "aliases:\n" : "");
        foreach (string word in words)
        {
            Line(text, $"  \"{word}\": {List(market.Tokens.Named(word).Select(token => token.Name))}");
        }

        string usd = List(market.Tokens.All.Where(token => token.CountsAsUsd).Select(token => token.Name));
        Line(text, $"usd_tokens: {usd}");
        text.Append("venues:\n");
        foreach (Venue venue in market.Venues)
        {
            Line(text, $"  \"{venue.Name}\": {{ {TextOf(venue)} }}");
        }

        text.Append("pools:\n");
        foreach (PoolCandidate pool in pools)
        {
            string fee = pool.Venue.Tiers.IsEmpty ? "" : string.Create(Invariant, $", fee: {pool.Fee}");
            string tokens = List([pool.Token0.Name, pool.Token1.Name]);
            Line(
                text,
                $"  - {{ venue: \"{pool.Venue.Name}\", tokens: {tokens}{fee}, address: \"{pool.Address}\" }}"
            );
        }

        return text.ToString();
    }

    private static CultureInfo Invariant => CultureInfo.InvariantCulture;

    private static string TextOf(Venue venue)
    {
        string proof = venue.InitCodeHash is UInt256 hash ? $", init_code_hash: \"0x{hash:x64}\"" : "";
        string fees = venue.Tiers.IsEmpty
            ? string.Create(Invariant, $"fee: {venue.Fee.Kept}/{venue.Fee.Base}")
            : $"tiers: {{ {string.Join(", ", venue.Tiers.Select(TextOf))} }}";
        return $"kind: {venue.Kind.Name}, factory: \"{venue.Factory}\"{proof}, {fees}";
    }

    private static string TextOf(FeeTier tier) =>
        string.Create(Invariant, $"{tier.FeePips}: {tier.TickSpacing}");

    private static string List(IEnumerable<string> names) =>
        $"[{string.Join(", ", names.Select(name => $"\"{name}\""))}]";

    private static void Line(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(Invariant)).Append('\n');
}
