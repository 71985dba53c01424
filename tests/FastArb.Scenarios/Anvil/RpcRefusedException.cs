namespace FastArb.Scenarios.Anvil;

/// <summary>The node answered with an error.</summary>
internal sealed class RpcRefusedException(string method, string error)
    : Exception($"{method} was refused: {error}");
