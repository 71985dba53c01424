using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FastArb.EvmMath;
using FastArb.Scenarios.Anvil;

namespace FastArb.Scenarios.Market;

/// <summary>What contracts are sent and answer, as hex. None of it is the market's own code.</summary>
internal static class AbiCall
{
    private const int WordDigits = 64;

    public static string Of(string signature, params ReadOnlySpan<UInt256> words) =>
        Selector(signature) + Digits(words);

    /// <summary>For a function whose one parameter is a list of words.</summary>
    public static string OfList(string signature, ReadOnlySpan<UInt256> words) =>
        Of(signature, Length(UInt256.ByteCount), Length(words.Length)) + Digits(words);

    /// <summary>For a function whose one parameter is a list of calls, each as hex.</summary>
    public static string OfCalls(string signature, string[] calls)
    {
        StringBuilder places = new();
        StringBuilder bytes = new();
        foreach (string call in calls)
        {
            string digits = call[2..];
            int padded = (digits.Length + WordDigits - 1) / WordDigits * WordDigits;
            int at = (calls.Length * UInt256.ByteCount) + (bytes.Length / 2);
            places.Append(Digits([Length(at)]));
            bytes.Append(Digits([Length(digits.Length / 2)])).Append(digits.PadRight(padded, '0'));
        }

        return Of(signature, Length(UInt256.ByteCount), Length(calls.Length)) + places + bytes;
    }

    public static UInt256[] Words(JsonNode? answer) =>
        [.. AnvilRpc.TextOf(answer)[2..].Chunk(WordDigits).Select(WordOf)];

    /// <summary>Where the answer is one list of words.</summary>
    public static UInt256[] List(JsonNode? answer) => Words(answer)[2..];

    public static string Digits(ReadOnlySpan<UInt256> words)
    {
        StringBuilder digits = new();
        foreach (UInt256 word in words)
        {
            digits.Append(word.ToString("x64"));
        }

        return digits.ToString();
    }

    private static string Selector(string signature) =>
        "0x" + Keccak256.Hash(Encoding.ASCII.GetBytes(signature)).ToString("x64")[..8];

    private static UInt256 Length(int count) => (UInt256)(ulong)count;

    private static UInt256 WordOf(char[] digits) =>
        UInt256.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
