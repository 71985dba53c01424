namespace FastArb.Simulation.Internals;

/// <summary>A request that gets an error for an answer.</summary>
internal sealed class RpcRefusal(int code, string message, string? data = null) : Exception(message)
{
    public const int ParseError = -32700;
    public const int InvalidRequest = -32600;
    public const int NoSuchMethod = -32601;
    public const int InvalidParameters = -32602;
    public const int LimitExceeded = -32005;
    public const int TooLarge = -32003;
    public const int ServerError = -32000;
    public const int Reverted = 3;

    public int Code { get; } = code;

    /// <summary>Hex text that goes with the message.</summary>
    public string? HexData { get; } = data;

    public static RpcRefusal Parameters(string message) => new(InvalidParameters, message);
}
