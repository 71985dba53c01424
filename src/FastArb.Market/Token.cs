using FastArb.EvmMath;

namespace FastArb.Market;

/// <summary>
/// A token that the configuration names. What the chain says of itself (its symbol) is never used.
/// </summary>
/// <param name="Index">Its place in <see cref="TokenList"/>.</param>
/// <param name="Name">What the configuration calls it, such as <c>USDC.e</c>: unique, ours, safe to
/// print.</param>
/// <param name="Address">Its contract.</param>
/// <param name="Decimals">How many of its units, as a power of ten, make one token.</param>
/// <param name="CountsAsUsd">Taken to be worth one dollar.</param>
public sealed record Token(int Index, string Name, Address Address, int Decimals, bool CountsAsUsd);
