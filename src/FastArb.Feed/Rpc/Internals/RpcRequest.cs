using System.Buffers;
using System.Text.Json;
using FastArb.Chain;
using FastArb.EvmMath;

namespace FastArb.Feed.Internals;

/// <summary>The one place where a request is written: from a method of the allow-list.</summary>
internal static class RpcRequest
{
    /// <summary>A request up to its parameters.</summary>
    public static Utf8JsonWriter Begin(IBufferWriter<byte> output, long id, RpcMethod method)
    {
        Utf8JsonWriter json = new(output);
        json.WriteStartObject();
        json.WriteString("jsonrpc"u8, "2.0"u8);
        json.WriteNumber("id"u8, id);
        json.WriteString("method"u8, method.Name);
        json.WriteStartArray("params"u8);
        return json;
    }

    public static void End(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
    }

    public static void WriteWord(Utf8JsonWriter json, UInt256 word)
    {
        Span<byte> text = stackalloc byte[2 + Hex.WordDigits];
        Span<byte> bytes = stackalloc byte[Hex.WordDigits / 2];
        "0x"u8.CopyTo(text);
        word.WriteBigEndian(bytes);
        Hex.Encode(bytes, text[2..]);
        json.WriteStringValue(text);
    }

    /// <summary>
    /// The parameters of <c>eth_call</c>; the block by its hash (EIP-1898). A third one only where accounts
    /// have other code: not every node takes it.
    /// </summary>
    public static void WriteContractCall(Utf8JsonWriter json, ContractQuestion question)
    {
        Span<byte> address = stackalloc byte[2 + Hex.AddressDigits];
        json.WriteStartObject();
        json.WriteString("to"u8, TextOf(question.To, address));
        json.WriteString("data"u8, TextOf(question.Data.AsSpan()));
        json.WriteEndObject();
        json.WriteStartObject();
        json.WritePropertyName("blockHash"u8);
        WriteWord(json, question.Block.Hash);
        json.WriteEndObject();
        if (question.CodeInPlaceOf.IsEmpty)
        {
            return;
        }

        byte[] code = TextOf(question.Code.AsSpan());
        json.WriteStartObject();
        foreach (Address account in question.CodeInPlaceOf)
        {
            json.WriteStartObject(TextOf(account, address));
            json.WriteString("code"u8, code);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    public static void WriteQuantity(Utf8JsonWriter json, long number)
    {
        Span<byte> text = stackalloc byte[2 + (2 * sizeof(long))];
        "0x"u8.CopyTo(text);
        bool fits = number.TryFormat(text[2..], out int digits, "x", provider: null);
        json.WriteStringValue(fits ? text[..(2 + digits)] : default);
    }

    private static ReadOnlySpan<byte> TextOf(Address address, Span<byte> text)
    {
        Span<byte> bytes = stackalloc byte[Address.ByteCount];
        "0x"u8.CopyTo(text);
        address.Write(bytes);
        Hex.Encode(bytes, text[2..]);
        return text;
    }

    private static byte[] TextOf(ReadOnlySpan<byte> bytes)
    {
        byte[] text = new byte[2 + (2 * bytes.Length)];
        "0x"u8.CopyTo(text);
        Hex.Encode(bytes, text.AsSpan(2));
        return text;
    }
}
