using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace FastArb.Chain;

/// <summary>The constants of XXH3, and the step that spreads each bit over a word.</summary>
internal static class RunningHashSecret
{
    public const int ByteCount = 192;

    public const uint Short1 = 0x9E3779B1;
    public const uint Short2 = 0x85EBCA77;
    public const uint Short3 = 0xC2B2AE3D;
    public const ulong Prime1 = 0x9E3779B185EBCA87;
    public const ulong Prime2 = 0xC2B2AE3D27D4EB4F;
    public const ulong Prime3 = 0x165667B19E3779F9;
    public const ulong Prime4 = 0x85EBCA77C2B2AE63;
    public const ulong Prime5 = 0x27D4EB2F165667C5;

    private const ulong AvalanchePrime = 0x165667919E3779F9;

    // In the byte order of every processor that .NET runs on.
    public static ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(Words);

    private static ReadOnlySpan<ulong> Words =>
        [
            0xBE4BA423396CFEB8,
            0x1CAD21F72C81017C,
            0xDB979083E96DD4DE,
            0x1F67B3B7A4A44072,
            0x78E5C0CC4EE679CB,
            0x2172FFCC7DD05A82,
            0x8E2443F7744608B8,
            0x4C263A81E69035E0,
            0xCB00C391BB52283C,
            0xA32E531B8B65D088,
            0x4EF90DA297486471,
            0xD8ACDEA946EF1938,
            0x3F349CE33F76FAA8,
            0x1D4F0BC7C7BBDCF9,
            0x3159B4CD4BE0518A,
            0x647378D9C97E9FC8,
            0xC3EBD33483ACC5EA,
            0xEB6313FAFFA081C5,
            0x49DAF0B751DD0D17,
            0x9E68D429265516D3,
            0xFCA1477D58BE162B,
            0xCE31D07AD1B8F88F,
            0x280416958F3ACB45,
            0x7E404BBBCAFBD7AF,
        ];

    public static ulong Word(int at) => BinaryPrimitives.ReadUInt64LittleEndian(Bytes[at..]);

    public static ulong Avalanche(ulong word)
    {
        word = (word ^ (word >> 37)) * AvalanchePrime;
        return word ^ (word >> 32);
    }

    /// <summary>The avalanche of the older XXH64, which the shortest inputs use.</summary>
    public static ulong OlderAvalanche(ulong word)
    {
        word = (word ^ (word >> 33)) * Prime2;
        word = (word ^ (word >> 29)) * Prime3;
        return word ^ (word >> 32);
    }
}
