using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FastArb.Feed.Internals;

/// <summary>
/// Keys that nobody can foresee, drawn from the system's generator by the hundred: one call would cost more
/// than the frame.
/// </summary>
internal sealed class MaskKeys
{
    private readonly byte[] _drawn = new byte[512];
    private int _used = 512;

    public uint Next()
    {
        if (_used == _drawn.Length)
        {
            RandomNumberGenerator.Fill(_drawn);
            _used = 0;
        }

        uint key = BinaryPrimitives.ReadUInt32LittleEndian(_drawn.AsSpan(_used));
        _used += sizeof(uint);
        return key;
    }
}
