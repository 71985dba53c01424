using System.Collections.Frozen;
using System.Collections.Immutable;
using FastArb.EvmMath;
using FastArb.Market.Internals;

namespace FastArb.Market;

/// <summary>
/// All tokens of a market, and the words that stand for several of them (<c>USDC</c>: native and bridged).
/// Never changes.
/// </summary>
public sealed class TokenList
{
    private readonly FrozenDictionary<Address, Token> _byAddress;
    private readonly FrozenDictionary<string, ImmutableArray<Token>> _byName;

    /// <summary>Takes them as they are; refuses contradictions.</summary>
    /// <param name="tokens">In any order; their indexes are set here.</param>
    /// <param name="aliases">A word, and the names of the tokens it stands for.</param>
    /// <exception cref="ArgumentException">Two are equal in name or address, or a name is
    /// unknown.</exception>
    public TokenList(IEnumerable<Token> tokens, IReadOnlyDictionary<string, ImmutableArray<string>> aliases)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(aliases);
        All = [.. tokens.Select((token, index) => token with { Index = index })];
        Refuse.Duplicates(All, token => token.Name, "two tokens are named", nameof(tokens));
        Refuse.Duplicates(All, token => token.Address.ToString(), "two tokens are at", nameof(tokens));
        _byAddress = All.ToFrozenDictionary(token => token.Address);
        Dictionary<string, ImmutableArray<Token>> byName = new(StringComparer.Ordinal);
        foreach (Token token in All)
        {
            byName.Add(token.Name, [token]);
        }

        foreach ((string word, ImmutableArray<string> names) in aliases)
        {
            // A word that is a token's name too (USDC is the native one's) stands for all that it lists.
            byName[word] =
            [
                .. names
                    .Select(name =>
                        All.FirstOrDefault(token => token.Name == name)
                        ?? throw new ArgumentException(
                            $"{word} stands for {name}, which is no token",
                            nameof(aliases)
                        )
                    )
                    .Distinct(),
            ];
        }

        _byName = byName.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public ImmutableArray<Token> All { get; }

    public int Count => All.Length;

    public Token this[int index] => All[index];

    /// <summary>Every word that <see cref="Named"/> knows, in order.</summary>
    public IEnumerable<string> Words => _byName.Keys.Order(StringComparer.Ordinal);

    public Token? At(Address address) => _byAddress.GetValueOrDefault(address);

    /// <summary>The tokens that a word stands for; none where nobody knows it.</summary>
    public ImmutableArray<Token> Named(string word) =>
        _byName.TryGetValue(word, out ImmutableArray<Token> tokens) ? tokens : [];
}
