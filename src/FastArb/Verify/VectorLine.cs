using System.Globalization;
using System.Numerics;
using System.Text.Json;
using FastArb.EvmMath;

namespace FastArb.Verify;

/// <summary>
/// Reads members of a case, and says which member is wrong when one is. Numbers are read and written by
/// <see cref="BigInteger"/>: a mistake in our own conversions must not hide one in the arithmetic.
/// </summary>
internal static class VectorLine
{
    /// <summary>A line that says the same thing twice is refused: which of the two would count?</summary>
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static JsonDocument Parse(ReadOnlyMemory<byte> line) => JsonDocument.Parse(line, Strict);

    public static JsonElement Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement value)
            ? value
            : throw new InvalidDataException($"no member '{name}'");

    public static string Text(JsonElement parent, string name)
    {
        JsonElement value = Member(parent, name);
        return value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new InvalidDataException($"'{name}' is not a string");
    }

    public static bool Flag(JsonElement parent, string name) => FlagValue(Member(parent, name), name);

    public static bool FlagValue(JsonElement value, string where) =>
        value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw new InvalidDataException($"{where} is neither true nor false"),
        };

    public static UInt256 Word(JsonElement parent, string name) => WordValue(Member(parent, name), name);

    public static UInt256 WordValue(JsonElement value, string where)
    {
        BigInteger number = Integer(value, where);
        return number.Sign >= 0 && number.GetBitLength() <= 256
            ? Word(number)
            : throw new InvalidDataException($"{where} does not fit 256 bits without a sign");
    }

    /// <summary>Of a number that fits.</summary>
    public static UInt256 Word(BigInteger number)
    {
        ulong Limb(int index) => (ulong)((number >> (64 * index)) & ulong.MaxValue);
        return new UInt256(Limb(0), Limb(1), Limb(2), Limb(3));
    }

    /// <summary>A value as the file spells it, without the quotes around numbers.</summary>
    public static string Shown(JsonElement value) =>
        value.GetRawText().Replace("\"", "", StringComparison.Ordinal);

    public static string Decimal(in UInt256 value)
    {
        (ulong u0, ulong u1, ulong u2, ulong u3) = value.Limbs;
        BigInteger number = ((BigInteger)u3 << 192) | ((BigInteger)u2 << 128) | ((BigInteger)u1 << 64) | u0;
        return number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// An integer as the vectors write it: a string of decimal digits, perhaps with a minus.
    /// </summary>
    public static BigInteger Integer(JsonElement value, string where) =>
        value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 and <= 100 } text
        && BigInteger.TryParse(
            text,
            NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out BigInteger number
        )
            ? number
            : throw new InvalidDataException($"{where} is not a string of decimal digits");
}
