namespace FastArb.Market.Internals;

/// <summary>What binary writers and readers do not know by themselves.</summary>
internal static class SavedFields
{
    private const byte No = 0;
    private const byte Yes = 1;
    private const byte NotKnown = 2;

    public static void Write(this BinaryWriter writer, UInt128 number)
    {
        writer.Write((ulong)number);
        writer.Write((ulong)(number >> 64));
    }

    public static UInt128 ReadUInt128(this BinaryReader reader)
    {
        ulong low = reader.ReadUInt64();
        return new UInt128(reader.ReadUInt64(), low);
    }

    public static void Write(this BinaryWriter writer, bool[] flags)
    {
        foreach (bool flag in flags)
        {
            writer.Write(flag);
        }
    }

    public static void Read(this BinaryReader reader, bool[] flags)
    {
        for (int i = 0; i < flags.Length; i++)
        {
            flags[i] = reader.ReadBoolean();
        }
    }

    public static void WriteOptional(this BinaryWriter writer, bool? flag) =>
        writer.Write(
            flag is not { } known ? NotKnown
            : known ? Yes
            : No
        );

    public static bool? ReadOptional(this BinaryReader reader)
    {
        byte flag = reader.ReadByte();
        return flag == NotKnown ? null : flag == Yes;
    }
}
