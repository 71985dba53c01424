using FastArb.EvmMath;

namespace FastArb.Simulation.Internals;

/// <summary>The 2,048-bit filter over the addresses and topics of logs.</summary>
internal static class HeaderBloom
{
    public const int ByteCount = 256;

    public static byte[] Of(IEnumerable<SimulatedLog> logs)
    {
        byte[] bloom = new byte[ByteCount];
        Span<byte> bytes = stackalloc byte[32];
        foreach (SimulatedLog log in logs)
        {
            log.Address.Write(bytes);
            Add(bloom, bytes[..Address.ByteCount]);
            foreach (UInt256 topic in log.Topics)
            {
                topic.WriteBigEndian(bytes);
                Add(bloom, bytes);
            }
        }

        return bloom;
    }

    // Each of the hash's first three pairs of bytes names one bit, counted from the last byte's lowest.
    private static void Add(byte[] bloom, ReadOnlySpan<byte> value)
    {
        Span<byte> hash = stackalloc byte[Keccak256.HashByteCount];
        Keccak256.Hash(value, hash);
        for (int pair = 0; pair < 6; pair += 2)
        {
            int bit = ((hash[pair] << 8) | hash[pair + 1]) & 2047;
            bloom[ByteCount - 1 - bit / 8] |= (byte)(1 << (bit % 8));
        }
    }
}
