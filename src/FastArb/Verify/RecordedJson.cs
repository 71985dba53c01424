using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using FastArb.EvmMath;
using FastArb.Market;

namespace FastArb.Verify;

/// <summary>
/// Reads what the files of a recording are made of, and says which member is wrong when one is.
/// </summary>
internal static class RecordedJson
{
    public static long Number(JsonElement parent, string name) =>
        NumberValue(VectorLine.Member(parent, name), name);

    /// <summary>From 0 on.</summary>
    public static long NumberWithin(JsonElement parent, string name, long largest)
    {
        long number = Number(parent, name);
        return number >= 0 && number <= largest
            ? number
            : throw new InvalidDataException($"'{name}' is out of its type's range");
    }

    public static UInt256 Hash(JsonElement parent, string name) =>
        HashValue(VectorLine.Member(parent, name), name);

    public static UInt256 HashValue(JsonElement value, string where) =>
        value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: 2 + Hex.WordDigits } text
        && text.StartsWith("0x", StringComparison.Ordinal)
        && UInt256.TryParse(
            text.AsSpan(2),
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture,
            out UInt256 hash
        )
            ? hash
            : throw new InvalidDataException($"'{where}' is no hash");

    public static Address Address(JsonElement parent, string name) =>
        EvmMath.Address.TryParse(VectorLine.Text(parent, name), out Address address)
            ? address
            : throw new InvalidDataException($"'{name}' is no address");

    public static UInt128 Unsigned(JsonElement parent, string name) =>
        UnsignedValue(VectorLine.Member(parent, name), name);

    public static UInt128 UnsignedValue(JsonElement value, string where) =>
        (UInt128)Within(value, where, UInt128.MinValue, UInt128.MaxValue);

    public static IEnumerable<JsonElement> List(JsonElement parent, string name) =>
        ListValue(VectorLine.Member(parent, name), name);

    public static IEnumerable<JsonElement> ListValue(JsonElement value, string where) =>
        value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray()
            : throw new InvalidDataException($"'{where}' is no list");

    public static int TickValue(JsonElement value, string where) =>
        NumberValue(value, where) is >= TickMath.MinTick and <= TickMath.MaxTick and long tick
            ? (int)tick
            : throw new InvalidDataException($"'{where}' is no tick");

    /// <summary>Every initialized tick: <c>[tick, gross, net]</c>.</summary>
    public static ImmutableArray<PoolTick> Ticks(JsonElement list) =>
        [.. ListValue(list, "ticks").Select(TickOf)];

    private static PoolTick TickOf(JsonElement tick)
    {
        JsonElement[] parts = [.. ListValue(tick, "ticks")];
        return parts.Length == 3
            ? new PoolTick(
                TickValue(parts[0], "ticks"),
                UnsignedValue(parts[1], "ticks"),
                (Int128)Within(parts[2], "ticks", Int128.MinValue, Int128.MaxValue)
            )
            : throw new InvalidDataException("one of 'ticks' has not three numbers");
    }

    private static long NumberValue(JsonElement value, string where) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number)
            ? number
            : throw new InvalidDataException($"'{where}' is no whole number");

    private static BigInteger Within(JsonElement value, string where, BigInteger smallest, BigInteger largest)
    {
        BigInteger number = VectorLine.Integer(value, where);
        return number >= smallest && number <= largest
            ? number
            : throw new InvalidDataException($"'{where}' is out of its type's range");
    }
}
