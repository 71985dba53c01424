namespace FastArb.Markets;

/// <summary>What <c>fastarb quote</c> was asked for.</summary>
/// <param name="Pool">Address or name.</param>
/// <param name="Amount">In whole tokens.</param>
/// <param name="TokenIn">The token that goes in; null for the one that the pool's name says first.</param>
/// <param name="ExactOut">Whether the amount is what comes out.</param>
internal sealed record QuoteRequest(string Pool, string Amount, string? TokenIn, bool ExactOut);
